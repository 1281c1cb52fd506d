/** The relay's pairing of sides A and B: a state machine free of sockets. */
@NullMarked
package org.noports.tunnel.pairing;

import org.jspecify.annotations.NullMarked;
