/**
 * Authenticated streams over sockets (sessions.md 8.3): records of {@code protocol.tunnel} sealed
 * and opened by the pump. Knows no session and no control line.
 */
@NullMarked
package org.noports.tunnel.records;

import org.jspecify.annotations.NullMarked;
