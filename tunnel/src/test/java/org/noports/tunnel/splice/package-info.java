@NullMarked
package org.noports.tunnel.splice;

import org.jspecify.annotations.NullMarked;
