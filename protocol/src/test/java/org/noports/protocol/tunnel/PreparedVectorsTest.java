package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.vectors.SpecFile;

/** {@code prepared-connections.json} (docs/extensions/prepared-connections.md). */
class PreparedVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode VECTORS = SpecFile.extension("prepared-connections.json");

  private static List<JsonNode> connections() {
    return all(VECTORS.required("connections"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static @Nullable ServiceAddress target(JsonNode connection) {
    return connection.required("target").isNull()
        ? null
        : ServiceAddress.parse(at(connection, "target"));
  }

  @ParameterizedTest
  @MethodSource("connections")
  void theLineAndTheStartAreWrittenAndReadAsTheyStand(JsonNode connection) {
    ControlLine line = new ControlLine.Prepare(new ConnectionId(at(connection, "connIdHex")));
    assertThat(line.text() + "\n").isEqualTo(at(connection, "controlLine"));
    assertThat(ControlLine.parse(line.text())).isEqualTo(line);

    StartLine start = new StartLine(target(connection));
    assertThat(start.bytes()).isEqualTo(ascii(at(connection, "start")));
    assertThat(StartLine.parse(start.bytes())).isEqualTo(start);
  }

  @ParameterizedTest
  @MethodSource("connections")
  void everyRecordIsIdenticalAndGivesItsPayload(JsonNode connection) {
    for (String direction : List.of("c2d", "d2c")) {
      JsonNode each = connection.required(direction);
      ConnectionId id = new ConnectionId(at(connection, "connIdHex"));
      AesKey key = AesKey.of(HEX.parseHex(at(each, "keyHex")));
      AeadRecordWriter writer = new AeadRecordWriter(key, id);
      AeadRecordReader reader = new AeadRecordReader(key, id);
      for (JsonNode record : all(each.required("records"))) {
        byte[] payload = HEX.parseHex(at(record, "payloadHex"));
        byte[] sealed = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
        AeadRecordType type = AeadRecordType.valueOf(at(record, "type"));
        int length = write(type, payload, writer, sealed);
        assertThat(HEX.formatHex(sealed, 0, length)).isEqualTo(at(record, "recordHex"));

        byte[] plain = new byte[AeadRecord.MAX_PLAIN];
        reader.add(ByteBuffer.wrap(sealed, 0, length));
        assertThat(reader.next(plain)).isEqualTo(type);
        int end = AeadRecord.PAYLOAD + reader.payloadLength();
        assertThat(HEX.formatHex(plain, AeadRecord.PAYLOAD, end))
            .isEqualTo(at(record, "payloadHex"));
      }
      assertThat(reader.ended()).isTrue();
    }
  }

  private static int write(
      AeadRecordType type, byte[] payload, AeadRecordWriter writer, byte[] to) {
    if (type != AeadRecordType.DATA) {
      return type == AeadRecordType.HELLO ? writer.hello(to, 0) : writer.end(to, 0);
    }
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    System.arraycopy(payload, 0, plain, AeadRecord.PAYLOAD, payload.length);
    return writer.data(plain, payload.length, to, 0);
  }

  @Test
  void whatIsNoStartIsRefused() {
    for (JsonNode wrong : all(VECTORS.required("startsThatCloseTheConnection"))) {
      assertThatThrownBy(() -> StartLine.parse(ascii(wrong.textValue())))
          .as(wrong.toString())
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    for (JsonNode wrong : all(VECTORS.required("answersThatCloseTheConnection"))) {
      assertThatThrownBy(() -> StartLine.requireStarted(ascii(wrong.textValue())))
          .as(wrong.toString())
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void damagedLinesAreBroken() {
    for (JsonNode line : all(VECTORS.required("linesThatBreakTheSession"))) {
      assertThat(ControlLine.parse(line.textValue()))
          .as(line.textValue())
          .isEqualTo(new ControlLine.Broken());
    }
  }
}
