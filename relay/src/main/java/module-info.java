/** srvd: requests in, paired sockets out. Never sees a session key. */
module org.noports.relay {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires transitive org.noports.tunnel;
  requires transitive org.noports.atclient;
  requires jdk.management;
  requires jdk.net;

  exports org.noports.relay;
}
