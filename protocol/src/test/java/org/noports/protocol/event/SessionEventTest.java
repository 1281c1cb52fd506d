package org.noports.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/** Where events go and how they look (sessions.md 3.8, docs/extensions/session-events.md). */
class SessionEventTest {
  private static final SessionId ID = SessionId.of("6f1c2a3b-0d4e-4f5a-8b9c-1d2e3f4a5b6c");
  private static final Instant AT = Instant.parse("2026-05-01T10:20:30.123456789Z");

  @Test
  void anEventTellsItsStateItsTimeAndWhatWasCarried() {
    SessionEvent event =
        new SessionEvent(
            ID,
            SessionEvent.State.STILL_CONNECTED,
            AT,
            List.of(
                new SessionEvent.Caller("192.0.2.1", 5000, AT),
                new SessionEvent.Caller("192.0.2.1", 5001, AT)),
            List.of(),
            2,
            3,
            4);
    String caller = "{\"port\":%d,\"timestamp\":\"2026-05-01T10:20:30.123456Z\"}";
    assertThat(event.toJson().canonical())
        .isEqualTo(
            "{\"sessionId\":\""
                + ID
                + "\",\"state\":\"stillConnected\",\"lifecycle\":{\"stillConnected\":{\"timestamp\":"
                + "\"2026-05-01T10:20:30.123456Z\"},\"stats\":{\"socketsSideA\":{\"192.0.2.1\":["
                + caller.formatted(5000)
                + ","
                + caller.formatted(5001)
                + "]},\"socketsSideB\":{},\"numSocketPairs\":2,\"bytesAtoB\":3,\"bytesBtoA\":4}}}");
    assertThat(SessionEvent.unpack(event.packed())).isEqualTo(event.toJson());
    assertThat(event.packed().length()).isLessThan(event.toJson().canonical().length() / 3);
  }

  /** The published example of the encoding. */
  @Test
  void fifteenBitsACharacterAsPublished() {
    byte[] words = "Base2e15 is awesome!".getBytes(StandardCharsets.UTF_8);
    assertThat(Base2e15.encode(words)).isEqualTo("嗺둽嬖蟝巍媖疌켉溁닽壪");
    assertThat(Base2e15.decode("嗺둽嬖蟝巍媖疌켉溁닽壪")).isEqualTo(words);
  }

  @Test
  void anyBytesAndAnyTextComeBack() {
    Random random = new Random(42);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Base2e15.decode(Base2e15.encode(bytes))).as("seed 42").isEqualTo(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(PackedText.unpack(PackedText.pack(text))).isEqualTo(text);
    }
  }

  @Test
  void garbageIsRefusedAndNothingGrowsWithoutBound() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder garbage = new StringBuilder();
      for (int c = random.nextInt(40); c >= 0; c--) {
        garbage.append((char) (random.nextBoolean() ? 0x3400 + random.nextInt(0x7000) : c));
      }
      try {
        assertThat(PackedText.unpack(garbage.toString())).isNotNull();
      } catch (ProtocolException e) {
        assertThat(e).hasMessageContaining("a packed text");
      }
    }
    String bomb = PackedText.pack(" ".repeat(1024 * 1024 + 1));
    assertThatThrownBy(() -> PackedText.unpack(bomb)).hasMessageContaining("too long");
  }

  @Test
  void aTargetIsReadAndGivesTheKeyOfEachEvent() {
    EventTarget target =
        EventTarget.parse(
            Json.parseObject(
                "{\"atSign\":\"@logger\",\"topic\":\"abc.events.logging.sshnp\",\"ttln\":3600000}"));
    assertThat(target.lifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(target.key(AtSign.of("@relay")).text())
        .isEqualTo("@logger:abc.events.logging.sshnp@relay");
    assertThat(EventTarget.parse(target.toJson())).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6f1c2a3b-0d4e-4f5a-8b9c-1d2e3f4a5b6c.sshrvd",
        "npt_request.mydevice.sshnp",
        "events.logging.sshnp",
        ".events.logging.sshnp",
        "a b.events.logging.sshnp",
        "x@y.events.logging.sshnp",
        "x.events.logging.sshnp.y",
        "",
      })
  void aTopicThatIsNoneOfEventsIsRefused(String topic) {
    assertThatThrownBy(() -> new EventTarget(AtSign.of("@logger"), topic, Duration.ofMinutes(1)))
        .isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 999, 86_400_001, Long.MAX_VALUE})
  void aLifetimeOutOfReasonIsRefused(long millis) {
    assertThatThrownBy(() ->
            new EventTarget(
                AtSign.of("@logger"), "a.events.logging.sshnp", Duration.ofMillis(millis)))
        .isInstanceOf(ProtocolException.class);
  }
}
