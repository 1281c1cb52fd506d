/** The two ends of a session at the relay: the client's side A and the device's side B. */
@NullMarked
package org.noports.tunnel.rendezvous;

import org.jspecify.annotations.NullMarked;
