/** Session events: who wants to hear of a session, and what is told (sessions.md 3.8). */
@NullMarked
package org.noports.protocol.event;

import org.jspecify.annotations.NullMarked;
