package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.vectors.SpecFile;

/** Traffic and control channel of {@code session.json} (sessions.md 4.3, 4.4). */
class StreamVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final JsonNode ctr = vectors.required("aesCtr");

  @Test
  void trafficWithOneKeyIsIdenticalChunkByChunk() {
    assertThat(at(ctr.required("plaintextRule"), "c2d")).contains("(7*i+3)");
    assertThat(at(ctr.required("plaintextRule"), "d2c")).contains("(11*i+5)");
    JsonNode one = ctr.required("oldOneKey");
    AesKey key = AesKey.fromBase64(at(one, "key"));
    Iv iv = Iv.fromBase64(at(one, "iv"));
    byte[] c2d = assertChunks(one.required("c2d"), key, iv, plain(1000, 7, 3));
    byte[] d2c = assertChunks(one.required("d2c"), key, iv, plain(777, 11, 5));

    byte[] xor = new byte[32];
    for (int i = 0; i < xor.length; i++) {
      xor[i] = (byte) (c2d[i] ^ d2c[i]);
    }
    assertThat(at(one, "keystreamReuse")).endsWith(": " + HEX.formatHex(xor));
  }

  @Test
  void trafficWithTwinKeysIsIdenticalChunkByChunk() {
    JsonNode twin = ctr.required("twinKeys");
    for (String direction : new String[] {"c2d", "d2c"}) {
      JsonNode each = twin.required(direction);
      byte[] plain = direction.equals("c2d") ? plain(1000, 7, 3) : plain(777, 11, 5);
      assertChunks(each, AesKey.fromBase64(at(each, "key")), Iv.fromBase64(at(each, "iv")), plain);
    }
  }

  @Test
  void theCounterCarriesThroughAllBytes() {
    for (JsonNode each : all(vectors.required("aesCtrCounter"))) {
      AesKey key = AesKey.fromBase64(at(each, "key"));
      Iv iv = Iv.of(HEX.parseHex(at(each, "ivHex")));
      byte[] stream = new byte[64];
      new CtrStream(key, iv).apply(stream, 0, stream.length);
      assertThat(HEX.formatHex(stream)).as(at(each, "name")).isEqualTo(at(each, "keystream64Hex"));
    }
  }

  @Test
  void controlLinesReadAndWriteThroughTheCipher() {
    JsonNode control = vectors.required("controlChannel");
    JsonNode encrypted = control.required("encryptedC2D");
    CtrStream cipher =
        new CtrStream(AesKey.fromBase64(at(encrypted, "key")), Iv.fromBase64(at(encrypted, "iv")));
    ControlLineReader reader = ControlLineReader.tolerant();
    List<JsonNode> lines = all(control.required("lines"));
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).asText();
      assertThat(text).hasSize(control.required("lineLengths").required(i).asInt());
      byte[] bytes = HEX.parseHex(encrypted.required("ciphertextHexPerLine").required(i).asText());
      cipher.apply(bytes, 0, bytes.length);
      List<ControlLine> read = reader.feed(bytes, 0, bytes.length);
      assertThat(read).hasSize(1);
      assertThat(new String(read.getFirst().bytes(), StandardCharsets.US_ASCII)).isEqualTo(text);
    }
    assertThat(ControlLine.parse(at(control, "plainMode")))
        .isEqualTo(new ControlLine.ConnectPlain());
    assertThat(new String(new ControlLine.ConnectPlain().bytes(), StandardCharsets.US_ASCII))
        .isEqualTo(at(control, "plainMode"));
  }

  @Test
  void requestsOfOldClientsNeedNoLineFeed() {
    JsonNode old = vectors.required("controlChannel").required("oldNoNewline");
    byte[] bytes = at(old, "plaintext").getBytes(StandardCharsets.US_ASCII);
    assertThat(bytes).hasSize(old.required("plaintextLength").asInt());
    assertThat(at(old, "comment")).contains("2 x 77");
    List<ControlLine> read = ControlLineReader.tolerant().feed(bytes, 0, bytes.length);
    assertThat(read).hasSize(2).allMatch(ControlLine.Connect.class::isInstance);
    assertThat(read.get(0).text() + read.get(1).text()).isEqualTo(at(old, "plaintext"));
  }

  private static byte[] assertChunks(JsonNode direction, AesKey key, Iv iv, byte[] plain) {
    List<String> expected = new ArrayList<>();
    all(direction.required("ciphertextHexPerChunk")).forEach(n -> expected.add(n.asText()));
    CtrStream stream = new CtrStream(key, iv);
    ByteArrayOutputStream cipherText = new ByteArrayOutputStream();
    int at = 0;
    for (int i = 0; i < expected.size(); i++) {
      int size = direction.required("chunkSizes").required(i).asInt();
      byte[] chunk = new byte[size];
      System.arraycopy(plain, at, chunk, 0, size);
      stream.apply(chunk, 0, size);
      assertThat(HEX.formatHex(chunk)).isEqualTo(expected.get(i));
      cipherText.writeBytes(chunk);
      at += size;
    }
    assertThat(at).isEqualTo(plain.length);
    byte[] whole = cipherText.toByteArray();
    assertThat(HEX.formatHex(Digests.sha256(whole))).isEqualTo(at(direction, "ciphertextSha256"));

    byte[] back = new byte[whole.length];
    new CtrStream(key, iv).apply(whole, 0, whole.length, back, 0);
    assertThat(back).isEqualTo(plain);
    return whole;
  }

  private static byte[] plain(int length, int factor, int summand) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (factor * i + summand);
    }
    return bytes;
  }
}
