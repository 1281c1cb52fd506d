package org.noports.protocol.tunnel;

/** A line of the control channel, client to daemon (sessions.md 4.3). */
public interface ControlLine {}
