/** One atSign's edge: look up, connect, authenticate, notify, subscribe, share, activate. */
module org.noports.atclient {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;

  exports org.noports.atclient;
  exports org.noports.atclient.activation;
  exports org.noports.atclient.keysfile;
  exports org.noports.atclient.rpc;
}
