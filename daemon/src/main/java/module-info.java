/** sshnpd: who may, to where; the device side of a session. */
module org.noports.daemon {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires transitive org.noports.tunnel;
  requires transitive org.noports.atclient;

  exports org.noports.daemon;
}
