package org.noports.cli.demo;

import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atserver.AtServerConfig;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.cli.output.Version;
import org.noports.cli.up.Layout;
import org.noports.cli.up.PrivateServers;
import org.noports.cli.up.TemporaryDirectory;
import org.noports.client.NptClient;
import org.noports.client.NptOptions;
import org.noports.client.OpenSession;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code noports demo}: a private atDirectory, atServers, relay, daemon and client in this process,
 * over real sockets with real TLS, and a real service reached through them. Everything is in one
 * temporary directory and goes with it.
 */
@Command(
    name = "demo",
    customSynopsis = "noports demo [--once] [--service host:port]",
    description = "Shows a whole session on this machine, step by step with its times.")
public final class DemoProgram implements Program {
  private static final AtSign CLIENT = AtSign.of("@demo_client");
  private static final AtSign DEVICE = AtSign.of("@demo_device");
  private static final AtSign RELAY = AtSign.of("@demo_relay");
  private static final DeviceName DEVICE_NAME = DeviceName.of("demo");
  private static final String LOOPBACK = "127.0.0.1";

  @Option(names = "--once", description = "Fetch one answer through the tunnel and exit.")
  private boolean once;

  @Option(
      names = "--service",
      paramLabel = "<host:port>",
      description = "The service to reach (default: a small web server of the demo's own).")
  private @Nullable String service;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.NOTHING);
    ServiceAddress named = service == null ? null : target(service);
    Timeline timeline = new Timeline(terminal.out(), terminal.clock());
    try (TemporaryDirectory directory = TemporaryDirectory.create("noports-demo-")) {
      terminal.stop().closes(directory);
      timeline.heading(
          "NoPorts demo: all parties of a session on this machine, in " + directory.path());
      if (named != null) {
        return withServers(terminal, timeline, directory, named);
      }
      try (HelloService hello = HelloService.start()) {
        terminal.stop().closes(hello);
        timeline.step("service: a web server at localhost:" + hello.port());
        return withServers(
            terminal, timeline, directory, ServiceAddress.of("localhost", hello.port()));
      }
    }
  }

  private static ServiceAddress target(String text) {
    try {
      return ServiceAddress.parse(text);
    } catch (ProtocolException e) {
      throw new UsageProblem("Option --service: " + FailureText.of(e), e);
    }
  }

  private int withServers(
      Terminal terminal, Timeline timeline, TemporaryDirectory directory, ServiceAddress target)
      throws InterruptedException {
    Layout layout = Layout.prepare(directory.path());
    AtServerConfig config = AtServerConfig.onLoopback(layout.server());
    try (PrivateServers servers =
        PrivateServers.start(
            layout,
            config,
            new LinkedHashSet<>(List.of(CLIENT, DEVICE, RELAY)),
            new SecureRandom())) {
      terminal.stop().closes(servers);
      timeline.step(
          "atDirectory at %s, one atServer for each atSign".formatted(servers.directory()));
      servers.activateAll();
      timeline.step("%s, %s and %s have cut their keys".formatted(CLIENT, DEVICE, RELAY));
      try (AtClient relayEdge = AtClient.open(servers.account(RELAY))) {
        terminal.stop().closes(relayEdge);
        try (Relay relay = Relay.start(relayConfig(), relayEdge)) {
          terminal.stop().closes(relay);
          timeline.step("relay %s is ready at %s".formatted(RELAY, LOOPBACK));
          return withRelay(terminal, timeline, servers, target);
        }
      }
    }
  }

  private int withRelay(
      Terminal terminal, Timeline timeline, PrivateServers servers, ServiceAddress target)
      throws InterruptedException {
    try (AtClient deviceEdge = AtClient.open(servers.account(DEVICE))) {
      terminal.stop().closes(deviceEdge);
      DaemonConfig config =
          DaemonConfig.builder(DEVICE_NAME, List.of(CLIENT))
              .permitOpen(PermitOpen.of(List.of(target.text())))
              .version(Version.text())
              .build();
      try (Daemon daemon = Daemon.start(config, deviceEdge)) {
        terminal.stop().closes(daemon);
        timeline.step(
            "daemon %s serves device %s, permits %s".formatted(DEVICE, DEVICE_NAME, target));
        try (AtClient clientEdge = AtClient.open(servers.account(CLIENT))) {
          terminal.stop().closes(clientEdge);
          timeline.step("client %s is connected; the session begins".formatted(CLIENT));
          return session(terminal, timeline, clientEdge, target);
        }
      }
    }
  }

  private int session(Terminal terminal, Timeline timeline, AtClient client, ServiceAddress target)
      throws InterruptedException {
    NptOptions options =
        NptOptions.builder(DEVICE, DEVICE_NAME, RELAY, target)
            .timeout(once ? NptOptions.DEFAULT_TIMEOUT : NptOptions.NEVER)
            .build();
    try (OpenSession session =
        NptClient.connect(options, client, step -> timeline.step(step.at(), step.text()))) {
      terminal.stop().closes(session);
      FirstAnswer.Answer answer = FirstAnswer.from(target, session.localPort(), service == null);
      timeline.step(
          "through the tunnel: %s (%d bytes)".formatted(answer.firstLine(), answer.bytes()));
      if (service == null
          && !(answer.isHttpSuccess() && answer.text().endsWith(HelloService.GREETING))) {
        terminal.err().println("Error : that is not the answer of the demo's service");
        return 1;
      }
      if (once) {
        timeline.heading("The session works.");
        return 0;
      }
      timeline.heading(
          "Open http://localhost:%d/ (or %s's port with its own client); Ctrl-C ends the demo."
              .formatted(session.localPort(), target));
      terminal.stop().exitsWith(0);
      session.await();
      return 1;
    }
  }

  private static RelayConfig relayConfig() {
    return RelayConfig.at(LOOPBACK).bindHost(LOOPBACK).build();
  }
}
