package org.noports.protocol.session;

/** The service a session reaches, as the client asked for it (sessions.md 7.2). */
public record ServiceAddress(String host, int port) {}
