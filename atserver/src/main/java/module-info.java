/** atDirectory and multi-tenant atServers. Knows nothing of NoPorts. */
module org.noports.atserver {
  requires static transitive org.jspecify;
  requires transitive org.noports.protocol;
  requires static org.checkerframework.checker.qual;
  requires java.naming;
  requires java.sql;
  requires org.postgresql.jdbc;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;

  exports org.noports.atserver;
  exports org.noports.atserver.delivery;
  exports org.noports.atserver.directory;
  exports org.noports.atserver.peer;
  exports org.noports.atserver.store;
  exports org.noports.atserver.store.postgresql;
  exports org.noports.atserver.store.sqlite;
  exports org.noports.atserver.tls;
}
