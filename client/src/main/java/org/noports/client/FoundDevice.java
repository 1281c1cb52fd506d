package org.noports.client;

import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PingAnswer;

/**
 * A device somebody shares with this client.
 *
 * @param info what its daemon says of itself: now when it is active, else when it did last
 * @param active whether it has answered a ping
 */
public record FoundDevice(AtSign daemon, DeviceName name, PingAnswer info, boolean active) {}
