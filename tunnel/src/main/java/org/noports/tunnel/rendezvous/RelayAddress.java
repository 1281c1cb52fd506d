package org.noports.tunnel.rendezvous;

/** Where one side of a session dials the relay. */
public record RelayAddress(String host, int port) {}
