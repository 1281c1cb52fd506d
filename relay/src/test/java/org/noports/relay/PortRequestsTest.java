package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/** Which port requests are served, and what is answered (sessions.md 1.4). */
final class PortRequestsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The request as changed by one line of JSON surgery. */
  private static String json(PortRequest request) {
    return request.toJson().canonical();
  }

  private static void refused(Rig rig, long count) {
    await().until(() -> rig.relay.statistics().requestsRefused() == count);
    assertThat(rig.edge.sent).isEmpty();
    assertThat(rig.relay.sessions()).isZero();
  }

  @Test
  void a_client_that_asks_for_json_gets_json() throws Exception {
    try (Rig rig = new Rig()) {
      PortRequest request = Rig.request();
      rig.ask(Rig.ALICE, json(request));
      WordsEdge.Sent sent = requireNonNull(rig.answer(SOON));
      assertThat(sent.key().text()).isEqualTo("@alice:" + request.sessionId() + ".sshrvd@relay");
      assertThat(sent.expiry()).isEqualTo(Duration.ofSeconds(60));
      assertThat(sent.ttl()).isEqualTo(Duration.ofSeconds(10));
      assertThat(sent.text())
          .startsWith("{\"address\":\"127.0.0.1\",\"portA\":")
          .endsWith(",\"supportsEventLogging\":true,\"autoDetectsRelayAuth\":true}");
      PortAnswer answer = PortAnswer.parse(sent.text(), true);
      assertThat(answer.portA()).isNotEqualTo(answer.portB());
    }
  }

  @Test
  void an_old_client_gets_csv_after_this_relay_has_taken_the_mutex() throws Exception {
    try (Rig rig = new Rig()) {
      PortRequest request = Rig.request();
      String old =
          "{\"sessionId\":\"%s\",\"atSignA\":\"@alice\",\"atSignB\":\"@bob\",\"authenticateSocketA\":true,\"authenticateSocketB\":true,\"clientNonce\":\"2025-07-04T09:15:30.123456\"}"
              .formatted(request.sessionId());
      rig.ask(Rig.ALICE, old);
      WordsEdge.Sent sent = requireNonNull(rig.answer(SOON));
      assertThat(sent.text()).matches("127\\.0\\.0\\.1,\\d+,\\d+,[A-Za-z0-9_-]{43}");
      assertThat(rig.edge.immutable)
          .containsExactly(request.sessionId() + ".session_mutexes.sshrvd@relay");
    }
  }

  @Test
  void a_client_of_version_4_is_served_only_where_the_operator_wants_it() throws Exception {
    AtKey key = AtKey.shared(Rig.RELAY, "mydevice.sshrvd", Rig.ALICE);
    SessionId id = SessionId.random(Rig.RANDOM);
    RelayConfig.Builder config = RelayConfig.at("127.0.0.1").pumpLimits(Rig.COPYING);
    try (Rig rig = new Rig(config.build())) {
      rig.edge.deliver(Rig.ALICE, key, id.text(), Instant.now());
      await().until(rig.edge.mails::isEmpty);
      rig.session();
      assertThat(rig.relay.statistics().requests()).isEqualTo(1);
    }
    try (Rig rig = new Rig(config.version4Clients(true).build())) {
      rig.edge.deliver(Rig.ALICE, key, "no id", Instant.now());
      await().until(() -> rig.relay.statistics().refused(RefusalReason.MALFORMED) == 1);
      rig.edge.deliver(Rig.ALICE, key, id.text(), Instant.now());
      WordsEdge.Sent sent = requireNonNull(rig.answer(Duration.ofSeconds(10)));
      assertThat(sent.key().text()).contains(id.text());
      assertThat(sent.text()).matches("127\\.0\\.0\\.1,[0-9]+,[0-9]+,null");
      PortAnswer answer = PortAnswer.parse(sent.text(), false);
      try (Socket a = new Socket(InetAddress.getLoopbackAddress(), answer.portA());
          Socket b = new Socket(InetAddress.getLoopbackAddress(), answer.portB())) {
        Rig.send(a, "SSH-2.0");
        assertThat(Rig.receive(b, 7)).isEqualTo("SSH-2.0");
      }
    }
  }

  @Test
  void a_relay_that_lost_the_mutex_is_silent_and_keeps_nothing() throws Exception {
    PortRange range = Rig.freeRange(4);
    RelayConfig config = RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").ports(range).build();
    try (Rig rig = new Rig(config)) {
      PortRequest usual = Rig.request();
      rig.edge.immutable.add(usual.sessionId() + ".session_mutexes.sshrvd@relay");
      rig.ask(
          Rig.ALICE, json(usual).replace("\"multipleAcksOk\":true", "\"multipleAcksOk\":false"));
      await().until(() -> rig.relay.statistics().sessionsLeftToOthers() == 1);
      await().until(() -> rig.relay.sessions() == 0);
      assertThat(rig.edge.sent).isEmpty();
      assertThat(rig.relay.statistics().requestsRefused()).isZero();
      rig.session();
      rig.session();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"sessionId\":7}",
        "{\"sessionId\":\"../../etc/passwd\"}",
      })
  void what_is_not_a_request_is_refused_in_silence(String value) throws Exception {
    try (Rig rig = new Rig()) {
      rig.ask(Rig.ALICE, value);
      refused(rig, 1);
    }
  }

  @Test
  void every_member_must_have_its_type() throws Exception {
    try (Rig rig = new Rig()) {
      List<String> changes =
          List.of(
              "\"authenticateSocketA\":\"true\"",
              "\"authenticateSocketB\":1",
              "\"clientNonce\":null",
              "\"clientNonce\":\"a,b\"",
              "\"atSignA\":7",
              "\"atSignB\":\"@b b\"",
              "\"sessionId\":\"6f1c2a3b\"",
              "\"relayAuthMode\":\"none\"",
              "\"preFetch\":7",
              "\"sendJsonResponse\":\"yes\"");
      for (String change : changes) {
        String name = change.substring(0, change.indexOf(':'));
        rig.ask(Rig.ALICE, json(Rig.request()).replaceFirst(name + ":(\"[^\"]*\"|[^,}]*)", change));
      }
      refused(rig, changes.size());
    }
  }

  @Test
  void nobody_asks_in_the_name_of_another() throws Exception {
    try (Rig rig = new Rig()) {
      rig.ask(AtSign.of("@mallory"), json(Rig.request()));
      refused(rig, 1);
    }
  }

  @Test
  void only_the_manager_uses_a_managed_relay() throws Exception {
    RelayConfig config = RelayConfig.at("127.0.0.1").managers(Set.of(Rig.ALICE)).build();
    try (Rig rig = new Rig(config)) {
      PortRequest usual = Rig.request();
      rig.ask(Rig.BOB, json(usual).replace("\"atSignA\":\"@alice\"", "\"atSignA\":\"@bob\""));
      assertThat(requireNonNull(rig.answer(SOON)).text())
          .isEqualTo("Only the managers of this relay may use it, and @bob is none of them");
      assertThat(rig.session()).isNotNull();
    }
  }

  @Test
  void a_session_id_that_is_in_use_is_refused() throws Exception {
    try (Rig rig = new Rig()) {
      PortRequest request = Rig.request();
      rig.session(request);
      rig.ask(Rig.ALICE, json(request));
      await().until(() -> rig.relay.statistics().requestsRefused() == 1);
      assertThat(rig.edge.sent).isEmpty();
      assertThat(rig.relay.sessions()).isEqualTo(1);
    }
  }

  @Test
  void one_atsign_has_no_more_sessions_than_allowed_and_is_told_so() throws Exception {
    try (Rig rig = new Rig()) {
      for (int i = 0; i < 64; i++) {
        rig.session();
      }
      PortRequest request = Rig.request();
      rig.ask(Rig.ALICE, json(request));
      WordsEdge.Sent sent = requireNonNull(rig.answer(SOON));
      assertThat(sent.key().text())
          .isEqualTo("@alice:nack." + request.sessionId() + ".sshrvd@relay");
      assertThat(sent.text()).contains("64 sessions");
    }
  }

  @Test
  void a_request_for_port_443_is_refused_with_a_reason_if_the_client_understands_it()
      throws Exception {
    try (Rig rig = new Rig()) {
      String asked = json(Rig.request()).replace("\"only443\":false", "\"only443\":true");
      rig.ask(Rig.ALICE, asked);
      assertThat(requireNonNull(rig.answer(SOON)).text())
          .isEqualTo("Client requested port 443 but this relay is not bound to port 443");
      rig.ask(Rig.ALICE, asked.replace("\"multipleAcksOk\":true", "\"multipleAcksOk\":false"));
      refused(rig, 2);
    }
  }

  @Test
  void what_another_process_may_serve_is_refused_so_late_that_its_answer_comes_first()
      throws Exception {
    try (Rig rig = new Rig()) {
      rig.relay.drain(Duration.ZERO);
      long asked = System.nanoTime();
      rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
      WordsEdge.Sent sent = requireNonNull(rig.answer(SOON));
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .isGreaterThanOrEqualTo(Refusals.OTHERS_FIRST);
      assertThat(sent.text()).isEqualTo("This relay is about to stop");
    }
  }

  @Test
  void a_relay_that_stops_still_says_what_it_has_to_say() throws Exception {
    Rig rig = new Rig();
    rig.relay.drain(Duration.ZERO);
    rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
    refused(rig, 1);
    rig.close();
    assertThat(rig.answer(SOON)).isNotNull();
  }

  @Test
  void an_authentication_mode_this_relay_lacks_is_refused() throws Exception {
    try (Rig rig = new Rig()) {
      assertThat(AuthMode.of("escr")).isNotNull();
      rig.ask(
          Rig.ALICE,
          json(Rig.request())
              .replace("\"relayAuthMode\":\"payload\"", "\"relayAuthMode\":\"escr\""));
      assertThat(requireNonNull(rig.answer(SOON)).key().text()).contains("nack");
    }
  }

  @Test
  void an_atsign_without_public_key_can_have_no_session() throws Exception {
    try (Rig rig = new Rig()) {
      rig.edge.keys.remove(Rig.BOB);
      rig.ask(Rig.ALICE, json(Rig.request()));
      refused(rig, 1);
    }
  }

  @Test
  void an_old_request_of_a_catch_up_is_not_served() throws Exception {
    try (Rig rig = new Rig()) {
      rig.edge.deliver(
          Rig.ALICE,
          MessageName.portRequest(Rig.RELAY, DeviceName.of("mydevice"), Rig.ALICE),
          json(Rig.request()),
          Instant.now().minusSeconds(61));
      assertThat(requireNonNull(rig.answer(SOON)).text())
          .matches("The request is 6[0-9] s old by this relay's clock; .*");
      assertThat(rig.relay.sessions()).isZero();
    }
  }

  @Test
  void ports_come_from_the_configured_range_until_it_is_used_up() throws Exception {
    PortRange range = Rig.freeRange(4);
    RelayConfig config = RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").ports(range).build();
    try (Rig rig = new Rig(config)) {
      for (int i = 0; i < 2; i++) {
        PortAnswer answer = rig.session().answer();
        assertThat(List.of(answer.portA(), answer.portB()))
            .allMatch(port -> port >= range.first() && port <= range.last());
      }
      rig.ask(Rig.ALICE, json(Rig.request()));
      assertThat(requireNonNull(rig.answer(SOON)).text()).isEqualTo("This relay has no ports left");
    }
  }
}
