package org.noports.daemon;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;

/** A daemon of @bob with its post office, a scripted client @alice, and a port of a relay. */
final class DaemonRig implements AutoCloseable {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign CAROL = AtSign.of("@carol");
  static final AtSign BOB = AtSign.of("@bob");
  static final DeviceName DEVICE = DeviceName.of("box");
  static final ServiceAddress WEB = ServiceAddress.of("localhost", 8080);

  final PostOffice office = new PostOffice();
  final PostOffice.Edge edge = office.edge(BOB);
  final ScriptedClient alice = new ScriptedClient(office, ALICE, BOB, DEVICE);
  final ListeningRelay relay;
  Daemon daemon;

  private DaemonRig(DaemonConfig config) throws IOException, InterruptedException {
    this.relay = new ListeningRelay();
    this.daemon = open(config);
  }

  /** A daemon whose manager is @alice. */
  static DaemonRig start(UnaryOperator<DaemonConfig.Builder> more)
      throws IOException, InterruptedException {
    return new DaemonRig(more.apply(config(List.of(ALICE))).build());
  }

  /** A daemon without a manager. */
  static DaemonRig startWithoutManagers(UnaryOperator<DaemonConfig.Builder> more)
      throws IOException, InterruptedException {
    return new DaemonRig(more.apply(config(List.of())).build());
  }

  static DaemonConfig.Builder config(List<AtSign> managers) {
    return DaemonConfig.builder(DEVICE, managers).permitOpen(PermitOpen.parse("localhost:8080"));
  }

  /** Ends the daemon and starts another one. */
  void restart(DaemonConfig config) throws InterruptedException {
    daemon.close();
    daemon = open(config);
  }

  private Daemon open(DaemonConfig config) throws InterruptedException {
    return Daemon.start(config, edge, (InstantSource) () -> office.now, ScriptedClient.RANDOM);
  }

  ScriptedClient client(AtSign atSign) {
    return new ScriptedClient(office, atSign, BOB, DEVICE);
  }

  /** A request of @alice for the web service. */
  NptRequest request() {
    return alice.request(SessionId.random(ScriptedClient.RANDOM), relay.port(), WEB);
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    relay.close();
    alice.close();
  }
}
