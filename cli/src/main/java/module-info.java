/** Every program's command line, output and exit code; the only room that prints or exits. */
module org.noports.cli {
  requires static transitive org.jspecify;
  requires org.noports.protocol;
  requires org.noports.tunnel;
  requires org.noports.atclient;
  requires org.noports.atserver;
  requires org.noports.relay;
  requires org.noports.daemon;
  requires org.noports.client;
  requires org.noports.policy;
  requires info.picocli;
  requires java.logging;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires org.snakeyaml.engine;
  requires org.apache.sshd.osgi;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;

  opens org.noports.cli.activate to
      info.picocli;
  opens org.noports.cli.admin to
      info.picocli;
  opens org.noports.cli.clients to
      info.picocli;
  opens org.noports.cli.demo to
      info.picocli;
  opens org.noports.cli.doctor to
      info.picocli;
  opens org.noports.cli.events to
      info.picocli;
  opens org.noports.cli.image to
      info.picocli;
  opens org.noports.cli.npt to
      info.picocli;
  opens org.noports.cli.options to
      info.picocli;
  opens org.noports.cli.policy to
      info.picocli;
  opens org.noports.cli.reference to
      info.picocli;
  opens org.noports.cli.srv to
      info.picocli;
  opens org.noports.cli.srvd to
      info.picocli;
  opens org.noports.cli.sshnp to
      info.picocli;
  opens org.noports.cli.sshnpd to
      info.picocli;
  opens org.noports.cli.up to
      info.picocli;
}
