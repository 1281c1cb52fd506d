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
  requires info.picocli;
  requires java.logging;

  opens org.noports.cli to
      info.picocli;
}
