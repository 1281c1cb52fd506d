@NullMarked
package org.noports.tunnel.pump;

import org.jspecify.annotations.NullMarked;
