@NullMarked
package org.noports.relay;

import org.jspecify.annotations.NullMarked;
