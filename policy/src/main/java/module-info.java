/** The policy service: who may, to where; asked by daemons about clients. */
module org.noports.policy {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires transitive org.noports.atclient;

  exports org.noports.policy;
}
