/**
 * The bytes: pumps, encrypted streams, control channel, pairing. Knows sockets and keys, no atSign
 * and no notification.
 */
module org.noports.tunnel {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires jdk.net; // TCP keep-alive times

  exports org.noports.tunnel;
  exports org.noports.tunnel.datagrams;
  exports org.noports.tunnel.pump;
  exports org.noports.tunnel.pairing;
  exports org.noports.tunnel.rendezvous;
}
