package org.noports.client;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.activation.Onboarding;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.daemon.ClientChecks;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import org.noports.relay.RelayLimits;

/** Every party of a session in this process, over real sockets and real TLS. */
final class WholeSystem implements AutoCloseable {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign CAROL = AtSign.of("@carol");
  static final AtSign BOB = AtSign.of("@bob");
  static final AtSign RELAY = AtSign.of("@relay");
  static final DeviceName DEVICE = DeviceName.of("box");

  /** A relay keeps a session for its grace even when both sides have gone. */
  private static final RelayLimits SHORT_GRACE =
      RelayLimits.DEFAULT.with().grace(Duration.ofSeconds(2)).build();

  private final Map<AtSign, AtClientConfig> accounts = new HashMap<>();
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Path directory;
  private final AtServerHost servers;
  final AtClient alice;
  final AtClient carol;
  private final AtClient bob;
  private final AtClient relayEdge;
  Relay relay;
  Daemon daemon;

  WholeSystem(Path directory) throws InterruptedException {
    this.directory = directory;
    this.servers = AtServerHost.start(AtServerConfig.onLoopback(directory.resolve("server")));
    closing.push(servers::close);
    this.alice = edge(ALICE);
    this.carol = edge(CAROL);
    this.bob = edge(BOB);
    this.relayEdge = edge(RELAY);
    this.relay = startRelay();
    this.daemon = startDaemon();
  }

  Relay startRelay() {
    relay = startRelay(relayEdge);
    return relay;
  }

  /** One more process on the relay's atSign, with connections of its own. */
  Relay startOneMoreRelay() {
    return startRelay(open(RELAY));
  }

  private Relay startRelay(AtClient edge) {
    Relay started =
        Relay.start(
            RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").limits(SHORT_GRACE).build(), edge);
    closing.push(started::close);
    return started;
  }

  Daemon startDaemon() throws InterruptedException {
    return startDaemon(false, false);
  }

  /** A daemon that demands either demands the second signature of requests as well. */
  Daemon startDaemon(boolean requireAead, boolean requireHybrid) throws InterruptedException {
    Daemon started =
        Daemon.start(
            DaemonConfig.builder(DEVICE, List.of(ALICE))
                .permitOpen(PermitOpen.parse("127.0.0.1:*"))
                .version("1.0.0")
                .userName("dave")
                .requireAead(requireAead)
                .requireHybrid(requireHybrid)
                .checks(new ClientChecks(false, null, requireAead || requireHybrid, Duration.ZERO))
                .build(),
            bob);
    closing.push(started::close);
    daemon = started;
    return started;
  }

  AtClient edge(AtSign atSign) throws InterruptedException {
    servers.addAtSign(atSign, "secret of " + atSign.bare());
    HostPort address = servers.directoryAddress();
    DirectoryAddress directoryAddress = new DirectoryAddress(address.host(), address.port(), false);
    TrustRoots trust = TrustRoots.platformAnd(servers.caFile());
    AtKeys keys =
        Onboarding.onboard(
            atSign,
            "secret of " + atSign.bare(),
            directoryAddress,
            trust,
            directory.resolve(atSign.bare() + ".atKeys"));
    accounts.put(atSign, AtClientConfig.of(keys, directoryAddress, trust));
    return open(atSign);
  }

  private AtClient open(AtSign atSign) {
    AtClient client = AtClient.open(requireNonNull(accounts.get(atSign)));
    closing.push(client::close);
    return client;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
