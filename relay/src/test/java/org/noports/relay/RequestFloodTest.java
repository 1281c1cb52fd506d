package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.fixtures.LogWitness;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/** Floods of requests and hints, valid and not (sessions.md 1.4, 1.5, 8.2). */
final class RequestFloodTest {
  private static final AtSign MALLORY = AtSign.of("@mallory");
  private static final int FLOOD = 500;

  private static Map<String, Supplier<String>> floods() {
    PortRequest same = requestOf(MALLORY, Rig.BOB);
    String honest = requestOf(MALLORY, Rig.BOB).toJson().canonical();
    Map<String, Supplier<String>> floods = new LinkedHashMap<>();
    floods.put("one session id", () -> same.toJson().canonical());
    floods.put("ever new session ids", () -> requestOf(MALLORY, Rig.BOB).toJson().canonical());
    floods.put("in another's name", () -> Rig.request().toJson().canonical());
    floods.put(
        "for an atSign that has no key",
        () -> requestOf(MALLORY, AtSign.of("@nobody")).toJson().canonical());
    floods.put("for the single port", () -> honest.replace("443\":false", "443\":true"));
    floods.put("100 kB that is no JSON", () -> "x".repeat(100_000));
    floods.put("100 kB of text", () -> "{\"sessionId\":\"" + "x".repeat(100_000) + "\"}");
    floods.put("deep", () -> "{\"a\":".repeat(20_000));
    floods.put("deep lists", () -> "[".repeat(100_000));
    floods.put("members twice", () -> honest.replaceFirst("\\{", "{\"sessionId\":\"x\","));
    floods.put("many members", RequestFloodTest::manyMembers);
    floods.put("long number", () -> "{\"sessionId\":" + "9".repeat(100_000) + "}");
    floods.put("control characters", () -> "{\"sessionId\":\"\\u001b[2J\\nforged line\"}");
    floods.put("text cut inside a character", () -> "{\"sessionId\":\"\ud83d");
    return floods;
  }

  private static String manyMembers() {
    StringBuilder members = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 2_000; i++) {
      members.append(",\"m").append(i).append("\":").append(i);
    }
    return members.append('}').toString();
  }

  static Stream<String> names() {
    return floods().keySet().stream();
  }

  private static PortRequest requestOf(AtSign client, AtSign daemon) {
    return Rig.asking(client, daemon).build();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_flood_costs_its_sender_and_nobody_else(String name) throws Exception {
    Supplier<String> flood = requireNonNull(floods().get(name));
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig);
        LogWitness log = new LogWitness("org.noports.relay")) {
      rig.edge.keys.put(MALLORY, Rig.BOB_KEYS.publicKey());
      for (int i = 0; i < FLOOD; i++) {
        rig.ask(MALLORY, flood.get());
      }
      await()
          .until(() ->
              rig.relay.statistics().requestsRefused() + rig.relay.statistics().sessionsStarted()
                  == FLOOD + 1);
      assertThat(rig.relay.sessions())
          .isLessThanOrEqualTo(1 + RelayLimits.DEFAULT.sessionsPerAtSign());
      assertThat(rig.relay.statistics().requestsRefused())
          .isGreaterThanOrEqualTo(FLOOD - RelayLimits.DEFAULT.sessionsPerAtSign());
      // 64 answers to sessions and a few refusals; not an answer to each.
      assertThat(rig.edge.sent.size()).isLessThan(100);
      assertThat(log.lines().size()).isLessThan(400);
      assertThat(log.lines()).allMatch(LogWitness::isOnePrintableLine);
      rig.edge.sent.clear();
      rig.session();
      live.takesOneMore();
      live.carriesOn();
    }
  }

  @Test
  void who_asks_more_often_than_one_may_is_told_so_and_others_are_served() throws Exception {
    int perSecond = 3;
    try (Rig rig = Rig.with(limits -> limits.requestsPerSecond(perSecond));
        LiveSession live = LiveSession.in(rig)) {
      rig.edge.keys.put(MALLORY, Rig.BOB_KEYS.publicKey());
      int atOnce = perSecond * RequestRate.SECONDS_AT_ONCE;
      for (int i = 0; i < FLOOD; i++) {
        rig.ask(MALLORY, requestOf(MALLORY, Rig.BOB).toJson().canonical());
      }
      await()
          .until(() ->
              rig.relay.statistics().refused(RefusalReason.TOO_OFTEN)
                      + rig.relay.statistics().sessionsStarted()
                  == FLOOD + 1);
      assertThat(rig.relay.statistics().sessionsStarted()).isGreaterThan(atOnce).isLessThan(FLOOD);
      await()
          .until(() ->
              rig.edge.sent.stream()
                  .anyMatch(sent ->
                      sent.text()
                          .equals(
                              "This relay takes no more than 3 requests a second of one atSign")));
      rig.edge.sent.clear();
      rig.session();
      live.takesOneMore();
      live.carriesOn();
    }
  }

  @Test
  void requests_that_hang_on_a_silent_server_keep_nobody_waiting() throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig)) {
      Traces before = Traces.now();
      AtSign tarpit = AtSign.of("@tarpit");
      rig.edge.tarpits.add(tarpit);
      for (int i = 0; i < 20; i++) {
        AtSign client = AtSign.of("@mallory" + i);
        rig.edge.keys.put(client, Rig.BOB_KEYS.publicKey());
        for (int j = 0; j < 100; j++) {
          rig.ask(client, requestOf(client, tarpit).toJson().canonical());
        }
      }
      await().until(() -> rig.relay.statistics().refused(RefusalReason.ATSIGN_FULL) == 20 * 36);
      // Nothing is opened for them before they can be served.
      assertThat(Traces.now().files()).isLessThan(before.files() + 100);
      rig.edge.sent.clear();
      rig.session();
      live.takesOneMore();
      live.carriesOn();
    }
  }

  @Test
  void hints_that_are_not_the_client_s_change_nothing_and_stop_nothing() throws Exception {
    try (Rig rig = Challenges.rig(Duration.ofSeconds(5))) {
      Rig.Session session = Challenges.session(rig);
      try (LiveSession live = new LiveSession(session, session::enter)) {
        Nonce nonce = requireNonNull(session.answer().rvdNonce());
        String hint =
            new AuthModesHint(session.id(), nonce, AuthMode.ESCR, AuthMode.ESCR)
                .toJson()
                .canonical();
        List<String> texts =
            List.of(
                hint,
                hint.replace(nonce.text(), Nonce.random(Rig.RANDOM).text()),
                hint.replace("escr", "none"),
                "",
                "{}",
                "null",
                "[".repeat(10_000),
                "{\"sessionId\":7}");
        for (String text : texts) {
          for (AtSign from : List.of(MALLORY, Rig.BOB)) {
            rig.edge.deliver(
                from,
                MessageName.authModes(Rig.RELAY, DeviceName.of("mydevice"), from),
                text,
                Instant.now());
          }
        }
        await().until(rig.edge.mails::isEmpty);
        live.takesOneMore();
        rig.session();
        live.carriesOn();
      }
    }
  }
}
