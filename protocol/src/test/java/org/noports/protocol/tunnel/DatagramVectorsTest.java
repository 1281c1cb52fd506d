package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.vectors.SpecFile;

/** Datagrams in authenticated streams: {@code udp.json} (docs/extensions/udp.md). */
class DatagramVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode VECTORS = SpecFile.extension("udp.json");

  private final ConnectionId connection = new ConnectionId(at(VECTORS, "connIdHex"));

  private record Datagram(int flow, String hex) {}

  @ParameterizedTest
  @ValueSource(strings = {"c2d", "d2c"})
  void everyRecordIsIdenticalAndGivesItsDatagrams(String direction) {
    JsonNode each = VECTORS.required(direction);
    AesKey key = AesKey.of(HEX.parseHex(at(each, "keyHex")));
    AeadRecordWriter writer = new AeadRecordWriter(key, connection);
    AeadRecordReader reader = new AeadRecordReader(key, connection);
    DatagramReader datagrams = new DatagramReader();
    byte[] frames = frames(all(each.required("datagrams")));
    List<Datagram> given = new ArrayList<>();
    int sent = 0;
    for (JsonNode record : all(each.required("records"))) {
      byte[] sealed = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
      int length =
          switch (at(record, "type")) {
            case "HELLO" -> writer.hello(sealed, 0);
            case "END" -> writer.end(sealed, 0);
            default -> {
              int payload = record.required("payloadBytes").intValue();
              byte[] plain = new byte[AeadRecord.MAX_PLAIN];
              System.arraycopy(frames, sent, plain, AeadRecord.PAYLOAD, payload);
              sent += payload;
              yield writer.data(plain, payload, sealed, 0);
            }
          };
      assertThat(matches(record, sealed, length)).as(record.toString()).isTrue();

      byte[] plain = new byte[AeadRecord.MAX_PLAIN];
      reader.add(ByteBuffer.wrap(sealed, 0, length));
      if (reader.next(plain) == AeadRecordType.DATA) {
        datagrams.feed(
            plain,
            AeadRecord.PAYLOAD,
            reader.payloadLength(),
            (flow, bytes) -> given.add(new Datagram(flow, hex(bytes))));
      }
    }
    assertThat(sent).isEqualTo(frames.length);
    assertThat(reader.ended()).isTrue();
    datagrams.end();
    assertThat(given)
        .isEqualTo(
            all(each.required("datagrams")).stream()
                .map(one -> new Datagram(flow(one), HEX.formatHex(pattern(one))))
                .toList());
  }

  private static boolean matches(JsonNode record, byte[] sealed, int length) {
    byte[] bytes = Arrays.copyOf(sealed, length);
    return record.has("recordHex")
        ? HEX.formatHex(bytes).equals(at(record, "recordHex"))
        : HEX.formatHex(Digests.sha256(bytes)).equals(at(record, "recordSha256"));
  }

  @Test
  void theControlLineNamesTheServiceAndItsTransport() {
    ControlLine.OpenTo line =
        new ControlLine.OpenTo(connection, ServiceAddress.udp("resolver.example", 53));

    assertThat(line.text() + "\n").isEqualTo(at(VECTORS, "controlLine"));
    assertThat(ControlLine.parse(line.text())).isEqualTo(line);
    assertThat(ControlLine.parse("udp:" + connection + ":::1:53"))
        .isEqualTo(new ControlLine.OpenTo(connection, ServiceAddress.udp("::1", 53)));
  }

  @Test
  void damagedLinesAreBroken() {
    for (JsonNode line : all(VECTORS.required("linesThatBreakTheSession"))) {
      assertThat(ControlLine.parse(line.textValue()))
          .as(line.textValue())
          .isEqualTo(new ControlLine.Broken());
    }
  }

  @Test
  void whatIsNoDatagramBreaksTheStream() {
    for (JsonNode wrong : all(VECTORS.required("mustFail"))) {
      byte[] payload = HEX.parseHex(at(wrong, "payloadHex"));
      assertThatThrownBy(
              () -> {
                DatagramReader reader = new DatagramReader();
                reader.feed(payload, 0, payload.length, (flow, bytes) -> {});
                reader.end();
              })
          .as(at(wrong, "why"))
          .isInstanceOf(AeadStreamException.class);
    }
  }

  @Test
  void howTheRecordsCutTheDatagramsMakesNoDifference() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      List<Datagram> sent = new ArrayList<>();
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < 40; i++) {
        byte[] bytes = new byte[random.nextInt(i == 20 ? 65_508 : 1421)];
        random.nextBytes(bytes);
        int flow = random.nextInt();
        sent.add(new Datagram(flow, HEX.formatHex(bytes)));
        frames.writeBytes(frame(flow, bytes));
      }
      List<Datagram> given = new ArrayList<>();
      DatagramReader reader = new DatagramReader();
      byte[] all = frames.toByteArray();
      for (int at = 0; at < all.length; ) {
        int length = Math.min(all.length - at, 1 + random.nextInt(round % 2 == 0 ? 9 : 16_384));
        reader.feed(all, at, length, (flow, bytes) -> given.add(new Datagram(flow, hex(bytes))));
        at += length;
      }
      reader.end();
      assertThat(given).isEqualTo(sent);
    }
  }

  private static byte[] frames(List<JsonNode> datagrams) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    datagrams.forEach(one -> all.writeBytes(frame(flow(one), pattern(one))));
    return all.toByteArray();
  }

  private static byte[] frame(int flow, byte[] datagram) {
    byte[] frame = new byte[DatagramFrame.HEADER + datagram.length];
    DatagramFrame.header(flow, datagram.length, frame, 0);
    System.arraycopy(datagram, 0, frame, DatagramFrame.HEADER, datagram.length);
    return frame;
  }

  private static int flow(JsonNode datagram) {
    return (int) datagram.required("flow").longValue();
  }

  private static byte[] pattern(JsonNode datagram) {
    byte[] bytes = new byte[datagram.required("bytes").intValue()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (31 * i + datagram.required("seed").intValue());
    }
    return bytes;
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HEX.formatHex(copy);
  }
}
