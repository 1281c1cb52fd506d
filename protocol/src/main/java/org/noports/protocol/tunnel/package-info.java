/** What runs inside a tunnel: control lines and authenticated records. */
@NullMarked
package org.noports.protocol.tunnel;

import org.jspecify.annotations.NullMarked;
