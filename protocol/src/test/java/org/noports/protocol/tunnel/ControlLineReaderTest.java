package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.vectors.Mutations;

class ControlLineReaderTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ControlLine.Connect one =
      new ControlLine.Connect(SessionKeys.generate(RANDOM, false));
  private final ControlLine.Connect twin =
      new ControlLine.Connect(SessionKeys.generate(RANDOM, true));

  @Test
  void linesHaveTheLengthsPeersCountOn() {
    assertThat(one.bytes()).hasSize(78);
    assertThat(twin.bytes()).hasSize(148);
    assertThat(new ControlLine.ConnectPlain().bytes()).hasSize(19);
    assertThat(one.text()).hasSize(ControlLineReader.OLD_REQUEST_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 76, 78, 4000})
  void linesAreFoundHoweverTheyAreCut(int chunk) {
    ConnectionId id = ConnectionId.random(RANDOM);
    List<ControlLine> sent =
        List.of(
            new ControlLine.Heartbeat(1),
            one,
            twin,
            new ControlLine.ConnectPlain(),
            new ControlLine.Open(id),
            new ControlLine.OpenTo(id, ServiceAddress.of("db", 5432)),
            new ControlLine.OpenTo(id, ServiceAddress.of("fd00::7", 22)),
            new ControlLine.Opened(id),
            new ControlLine.Failed(id, ControlLine.Failed.Reason.DENIED),
            one);
    StringBuilder text = new StringBuilder();
    sent.forEach(line -> text.append(line.text()).append(line.equals(one) ? "\r\n" : "\n"));
    assertThat(feed(ControlLineReader.strict(), text.toString(), chunk)).isEqualTo(sent);
  }

  @Test
  void severalOldRequestsMayComeInOneReadOrInPieces() {
    String two = one.text() + one.text();
    assertThat(feed(ControlLineReader.tolerant(), two, 4096)).containsExactly(one, one);
    assertThat(feed(ControlLineReader.tolerant(), two, 77)).containsExactly(one, one);
    assertThat(feed(ControlLineReader.tolerant(), two, 10)).containsExactly(one, one);
    assertThat(feed(ControlLineReader.strict(), two, 77)).isEmpty();
  }

  @Test
  void aLineCutBeforeItsLineFeedIsTakenOnce() {
    ControlLineReader reader = ControlLineReader.tolerant();
    assertThat(feed(reader, one.text(), 4096)).containsExactly(one);
    assertThat(feed(reader, "\n", 4096)).isEmpty();
    // From the first line feed on, only line feeds end lines.
    assertThat(feed(reader, one.text(), 4096)).isEmpty();
    assertThat(feed(reader, "\n", 4096)).containsExactly(one);
  }

  @Test
  void aTwinLineCutAtTheOldLengthIsNotMistakenInATwinSession() {
    ControlLineReader reader = ControlLineReader.strict();
    assertThat(feed(reader, twin.text().substring(0, 77), 4096)).isEmpty();
    assertThat(feed(reader, twin.text().substring(77) + "\n", 4096)).containsExactly(twin);
  }

  @Test
  void aChannelThatNeverEndsALineIsRefusedAt4096Bytes() {
    ControlLineReader reader = ControlLineReader.strict();
    assertThat(feed(reader, "x".repeat(4096), 1000)).isEmpty();
    assertThatThrownBy(() -> feed(reader, "x", 1))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0005));
    assertThat(feed(ControlLineReader.strict(), "x".repeat(4096) + "\n", 5000))
        .containsExactly(new ControlLine.Unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect:",
        "connect:a:b",
        "connect:no:encrypt:x",
        "connect:no:Encrypt",
        "connect:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "connect:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAA==:x",
        "connect:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=:AAAAAAAAAAAAAAAAAAAAAA==",
        "heartbeat",
        "heartbeat:",
        "heartbeat:-1",
        "heartbeat:1x",
        "heartbeat:99999999999999999999",
        "open:0",
        "open:77094C3825667A2332B24E0C03BFA49E",
        "opened:x:y"
      })
  void aDamagedLineOfAKnownKindIsBrokenAndItsContentIsGone(String line) {
    ControlLine read = ControlLine.parse(line);
    assertThat(read).isEqualTo(new ControlLine.Broken());
    assertThat(read.toString()).isEqualTo("Broken[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT:no:encrypt", "shutdown", "x:y:z", ""})
  void aLineOfAnotherKindIsUnknownAndItsContentIsGone(String line) {
    ControlLine read = ControlLine.parse(line);
    assertThat(read).isEqualTo(new ControlLine.Unknown());
    assertThat(read.toString()).isEqualTo("Unknown[]");
  }

  @Test
  void linesDoNotPrintTheirKeys() {
    assertThat(one.toString()).doesNotContain(one.keys().keyC2D().secretBase64());
    assertThat(twin.toString()).doesNotContain(twin.keys().keyD2C().secretBase64());
  }

  @Test
  void damagedChannelsAreReadOrRefusedWithOurOwnError() {
    String text = one.text() + "\n" + twin.text() + "\nheartbeat:1\nconnect:no:encrypt\n";
    Mutations.survive(11, 2000, List.of(text), t -> feed(ControlLineReader.tolerant(), t, 50));
  }

  private static List<ControlLine> feed(ControlLineReader reader, String text, int chunk) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<ControlLine> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += chunk) {
      lines.addAll(reader.feed(bytes, at, Math.min(chunk, bytes.length - at)));
    }
    return lines;
  }
}
