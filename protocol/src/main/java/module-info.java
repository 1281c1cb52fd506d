/**
 * The words: everything the parties say to each other, as records and pure functions. No sockets,
 * files, threads or clock.
 */
module org.noports.protocol {
  requires static transitive org.jspecify;
  requires static org.bouncycastle.provider;

  exports org.noports.protocol;
  exports org.noports.protocol.json;
  exports org.noports.protocol.name;
  exports org.noports.protocol.metadata;
  exports org.noports.protocol.verb;
  exports org.noports.protocol.wire;
  exports org.noports.protocol.notification;
  exports org.noports.protocol.crypto;
  exports org.noports.protocol.keys;
  exports org.noports.protocol.enrollment;
  exports org.noports.protocol.envelope;
  exports org.noports.protocol.session;
  exports org.noports.protocol.relay;
  exports org.noports.protocol.event;
  exports org.noports.protocol.tunnel;
  exports org.noports.protocol.rpc;
  exports org.noports.protocol.ssh;
}
