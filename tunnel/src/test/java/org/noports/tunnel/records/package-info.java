@NullMarked
package org.noports.tunnel.records;

import org.jspecify.annotations.NullMarked;
