package org.noports.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.session.ServiceAddress;

/** A client between a relay and a daemon that answer as a test scripts them. */
final class ScriptedSystem implements AutoCloseable {
  /** For tests of silence. */
  static final Deadlines SHORT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  /** More than a busy machine needs for what does come. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final PostOffice office = new PostOffice();
  final PostOffice.Edge alice = office.edge(ALICE);
  final List<ReachedStep> steps = new ArrayList<>();
  final ListeningRelay port = new ListeningRelay();
  final Party relay = new Party(office, RELAY, Scripts.relay(port));
  final Party daemon;

  ScriptedSystem(Party.Script daemon) throws IOException {
    this.daemon = new Party(office, BOB, daemon);
  }

  static NptOptions.Builder options() {
    return NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 8080))
        .daemonPingTimeout(PATIENCE);
  }

  OpenSession connect(NptOptions.Builder options) throws InterruptedException {
    return connect(options, new Deadlines(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE));
  }

  private OpenSession connect(NptOptions.Builder options, Deadlines deadlines)
      throws InterruptedException {
    return NptClient.connect(
        options.build(), alice, deadlines, steps::add, InstantSource.system(), RANDOM);
  }

  ThrowingCallable connecting(NptOptions.Builder options) {
    return () -> connect(options).close();
  }

  /** Of a client that soon gives up who is silent. */
  ThrowingCallable connectingBriefly() {
    return () -> connect(options().daemonPingTimeout(SHORT.session()), SHORT).close();
  }

  void assertNotTrusted(String why) {
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.AnswerInvalid.class)
        .hasMessageContaining("@bob")
        .hasMessageContaining(why);
    port.assertNothingBegun();
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    relay.close();
    port.close();
  }
}
