/** The daemon: authorises senders, answers pings and session requests, opens the device side. */
@NullMarked
package org.noports.daemon;

import org.jspecify.annotations.NullMarked;
