/** Calls to other atServers: connections, the pol handshake and anonymous look-ups. */
@NullMarked
package org.noports.atserver.peer;

import org.jspecify.annotations.NullMarked;
