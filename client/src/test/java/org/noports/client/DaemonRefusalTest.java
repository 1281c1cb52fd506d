package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.RELAY;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.ssh.SshPublicKey;

/**
 * A daemon that refuses while the relay says nothing: the refusal is the reason, and told first.
 */
class DaemonRefusalTest {
  private static final Duration MINUTES = Duration.ofMinutes(5);
  private static final Deadlines PATIENT =
      new Deadlines(MINUTES, MINUTES, MINUTES, MINUTES, MINUTES);

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);
  private final List<Step> steps = new CopyOnWriteArrayList<>();

  private final NptOptions options =
      NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 22)).build();

  private Party refusingDaemon() {
    return new Party(
        office,
        BOB,
        (message, value, me) ->
            me.send(MessageName.refusal(message.from(), DEVICE, me.atSign), "not in --managers"));
  }

  @Test
  void aSessionForAPortEndsWithTheRefusalAtOnce() {
    try (Party relay = new Party(office, RELAY, Scripts.SILENT);
        Party daemon = refusingDaemon()) {
      assertThatThrownBy(() ->
              NptClient.connect(
                      options,
                      alice,
                      PATIENT,
                      step -> steps.add(step.step()),
                      InstantSource.system(),
                      Scripts.RANDOM)
                  .close())
          .isInstanceOf(ClientException.NotAuthorized.class)
          .hasMessageContaining("not in --managers");
      assertThat(steps).contains(Step.RELAY_ASKED).doesNotContain(Step.RELAY_ANSWERED);
      await().until(() -> relay.received.size() == 1 && daemon.received.size() == 1);
    }
  }

  @Test
  void soDoesAnSshSession() {
    SshnpOptions wanted = new SshnpOptions(options, RelaySides.BOTH, "user", (SshPublicKey) null);
    try (Party relay = new Party(office, RELAY, Scripts.SILENT);
        Party daemon = refusingDaemon()) {
      assertThatThrownBy(() ->
              SshnpClient.connect(
                      wanted, alice, PATIENT, step -> {}, InstantSource.system(), Scripts.RANDOM)
                  .close())
          .isInstanceOf(ClientException.NotAuthorized.class);
      await().until(() -> relay.received.size() == 1 && daemon.received.size() == 1);
    }
  }
}
