package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Hkdf;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.vectors.SpecFile;

/** The authenticated streams of {@code session.json} (sessions.md 8.3). */
class AeadVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final JsonNode aead = vectors.required("aead");
  private final JsonNode clear = vectors.required("daemonResponse").required("clear");
  private final SessionKeys sessionKeys =
      new SessionKeys(
          AesKey.fromBase64(at(clear, "aesKeyC2D")),
          Iv.fromBase64(at(clear, "ivC2D")),
          AesKey.fromBase64(at(clear, "aesKeyD2C")),
          Iv.fromBase64(at(clear, "ivD2C")),
          true);
  private final AeadKeys keys =
      AeadKeys.derive(sessionKeys, at(aead, "requestPayloadText"), at(aead, "responsePayloadText"));

  @Test
  void requestAndAnswerNegotiateIt() {
    String requestText = at(aead, "requestPayloadText");
    NptRequest request = NptRequest.from(Json.parseObject(requestText));
    assertThat(request.rendezvous().streamCiphers()).containsExactly(AeadKeys.STREAM_CIPHER);
    assertThat(request.toJson().canonical()).isEqualTo(requestText);

    SessionAnswer answer = SessionAnswer.from(Json.parseObject(at(aead, "responsePayloadText")));
    assertThat(answer.streamCipher()).isEqualTo(AeadKeys.STREAM_CIPHER);
    assertThat(answer.reqHash())
        .isEqualTo(at(aead, "reqHash"))
        .isEqualTo(AeadKeys.requestHash(requestText));
    assertThat(answer.toJson().canonical()).isEqualTo(at(aead, "responsePayloadText"));
    RsaPrivateKey ephemeral =
        RsaPrivateKey.fromText(
            at(vectors.required("keys").required("clientEphemeral"), "privatePkcs8"));
    assertThat(Objects.requireNonNull(answer.keys()).unwrap(ephemeral)).isEqualTo(sessionKeys);
  }

  @Test
  void theExtractedKeyIsIdentical() {
    byte[] ikm = HEX.parseHex(at(aead, "ikmHex"));
    assertThat(HEX.parseHex(at(aead, "ikmHex")))
        .hasSize(96)
        .startsWith(sessionKeys.keyC2D().secretBytes());
    byte[] request = at(aead, "requestPayloadText").getBytes(StandardCharsets.UTF_8);
    byte[] answer = at(aead, "responsePayloadText").getBytes(StandardCharsets.UTF_8);
    byte[] salt = Digests.sha256(length(request), request, length(answer), answer);
    assertThat(HEX.formatHex(salt)).isEqualTo(at(aead, "saltHex"));
    assertThat(HEX.formatHex(Hkdf.extract(salt, ikm))).isEqualTo(at(aead, "prkHex"));
  }

  @ParameterizedTest
  @CsvSource({"control,c2d", "control,d2c", "data,c2d", "data,d2c"})
  void everyRecordIsIdenticalAndOpens(String channel, String direction) {
    JsonNode each = aead.required(channel);
    ConnectionId connection = new ConnectionId(at(each, "connIdHex"));
    boolean c2d = direction.equals("c2d");
    AesKey key = c2d ? keys.clientToDaemon(connection) : keys.daemonToClient(connection);
    assertThat(HEX.formatHex(key.secretBytes()))
        .isEqualTo(at(each, c2d ? "keyC2DHex" : "keyD2CHex"));
    if (channel.equals("control")) {
      assertThat(connection).isEqualTo(ConnectionId.CONTROL);
    }

    AeadRecordWriter writer = new AeadRecordWriter(key, connection);
    AeadRecordReader reader = new AeadRecordReader(key, connection);
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    for (JsonNode record : all(each.required(direction + "Records"))) {
      AeadRecordType type = AeadRecordType.valueOf(at(record, "type"));
      byte[] payload = payload(record);
      int written =
          switch (type) {
            case HELLO -> writer.hello(to, 0);
            case DATA -> writer.data(plain(payload), payload.length, to, 0);
            case REKEY -> writer.rekey(to, 0);
            case END -> writer.end(to, 0);
            case PAD -> throw new AssertionError("no vector has PAD");
          };
      byte[] wire = Arrays.copyOf(to, written);
      assertThat(HEX.formatHex(wire)).isEqualTo(at(record, "wireHex"));

      ByteBuffer bytes = ByteBuffer.wrap(wire);
      reader.add(bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      byte[] plain = new byte[AeadRecord.MAX_PLAIN];
      AeadRecordType read = reader.next(plain);
      if (type == AeadRecordType.REKEY) {
        assertThat(read).isNull();
      } else {
        assertThat(read).isEqualTo(type);
        assertThat(Arrays.copyOfRange(plain, AeadRecord.PAYLOAD, 1 + reader.payloadLength()))
            .isEqualTo(type == AeadRecordType.HELLO ? connection.bytes() : payload);
      }
      if (record.has("keyAfterRekeyHex")) {
        assertThat(HEX.formatHex(AeadKeys.next(key).secretBytes()))
            .isEqualTo(at(record, "keyAfterRekeyHex"));
      }
    }
    if (channel.equals("data")) {
      reader.endOfStream();
    }
  }

  @Test
  void controlPayloadsAreControlLines() {
    for (String direction : new String[] {"c2dRecords", "d2cRecords"}) {
      for (JsonNode record : all(aead.required("control").required(direction))) {
        if (record.has("payload")) {
          byte[] bytes = payload(record);
          assertThat(ControlLineReader.strict().feed(bytes, 0, bytes.length))
              .singleElement()
              .isNotInstanceOf(ControlLine.Unknown.class)
              .satisfies(line -> assertThat(line.bytes()).isEqualTo(bytes));
        }
      }
    }
  }

  private static byte[] plain(byte[] payload) {
    byte[] plain = new byte[AeadRecord.PAYLOAD + payload.length];
    System.arraycopy(payload, 0, plain, AeadRecord.PAYLOAD, payload.length);
    return plain;
  }

  private static byte[] payload(JsonNode record) {
    if (record.has("payloadHex")) {
      return HEX.parseHex(at(record, "payloadHex"));
    }
    return record.has("payload")
        ? at(record, "payload").getBytes(StandardCharsets.US_ASCII)
        : new byte[0];
  }

  private static byte[] length(byte[] bytes) {
    return new byte[] {0, 0, (byte) (bytes.length >>> 8), (byte) bytes.length};
  }
}
