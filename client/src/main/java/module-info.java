/** npt: the session as the user sees it, step by step. */
module org.noports.client {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires transitive org.noports.tunnel;
  requires transitive org.noports.atclient;

  exports org.noports.client;
}
