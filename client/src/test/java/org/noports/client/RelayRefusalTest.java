package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;

/** A relay that refuses, and one of whose processes another serves (sessions.md 1.4). */
class RelayRefusalTest {
  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);
  private ListeningRelay port;
  private Party relay;
  private Party daemon;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay = new Party(office, RELAY, (message, value, me) -> {});
    daemon = new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    port.close();
  }

  private OpenSession connect() throws InterruptedException {
    NptOptions options =
        NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 8080)).build();
    return NptClient.connect(
        options, alice, ScriptedSystem.SHORT, step -> {}, InstantSource.system(), RANDOM);
  }

  /** Whatever else is asked for, a request for ports is refused. */
  private static Party.Script refusing(String reason) {
    return (message, value, me) -> {
      if (message.key().name().contains("request_ports")) {
        SessionId id = SessionId.of(Json.parseObject(value).string("sessionId"));
        me.send(MessageName.portRefusal(ALICE, id, RELAY), reason);
      }
    };
  }

  @Test
  void aRefusalIsShown() {
    relay.become(refusing("this relay is full"));
    assertThatThrownBy(() -> connect().close())
        .isInstanceOf(ClientException.RelayRefused.class)
        .hasMessageContaining("this relay is full");
  }

  @Test
  void theRefusalOfOneProcessIsNotTheEndWhenAnotherAnswers() throws Exception {
    Party.Script one = refusing("this process is about to stop");
    Party.Script other = Scripts.relay(port);
    relay.become((message, value, me) -> {
      one.received(message, value, me);
      other.received(message, value, me);
    });
    try (OpenSession session = connect()) {
      assertThat(session.localPort()).isPositive();
    }
  }
}
