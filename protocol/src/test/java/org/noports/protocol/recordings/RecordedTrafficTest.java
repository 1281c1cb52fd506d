package org.noports.protocol.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.recordings.RecordedSession.keysOf;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.ControlLineReader;
import org.noports.protocol.vectors.SpecFile;

/** What went through the relay in the two recorded sessions: authenticated and decrypted. */
@ParameterizedClass
@ValueSource(strings = {"session-dart.json", "session-c.json"})
class RecordedTrafficTest {
  private final RecordedSession session;
  private final PortRequest request;
  private final Nonce rvdNonce;

  RecordedTrafficTest(String file) {
    session = new RecordedSession(file);
    request =
        PortRequest.parse(Json.parseObject(at(session.payload("request_ports"), "plaintext")));
    rvdNonce =
        Objects.requireNonNull(
            PortAnswer.parse(at(session.payload(".sshrvd@rv"), "plaintext"), true).rvdNonce());
  }

  @Test
  void everyRelayConnectionAuthenticates() {
    assertThat(session.relay()).hasSize(6);
    for (JsonNode each : session.relay()) {
      AtSign own = at(each, "side").equals("A") ? request.atSignA() : request.atSignB();
      AtSign other = at(each, "side").equals("A") ? request.atSignB() : request.atSignA();
      String line = at(each.required("steps").required(0), "text");
      RsaPrivateKey signer = keysOf(own).encryption().privateKey();
      assertThat(verifies(line, own)).isTrue();
      assertThat(verifies(line, other)).isFalse();
      assertThat(PayloadAuthLine.line(request.sessionId(), request.clientNonce(), rvdNonce, signer))
          .isEqualTo(line.strip());
    }
  }

  @Test
  void theControlChannelHoldsTwoRequestsOnBothSides() {
    for (JsonNode each : connections(1)) {
      List<ControlLine> lines = controlLines(each);
      assertThat(lines).hasSize(2).allMatch(ControlLine.Connect.class::isInstance);
      StringBuilder texts = new StringBuilder();
      lines.forEach(l -> texts.append(new String(l.bytes(), StandardCharsets.US_ASCII)));
      String direction = at(each, "side").equals("A") ? "C" : "S";
      assertThat(texts.toString()).isEqualTo(at(each.required("decrypted"), direction));
    }
  }

  @Test
  void everyDataConnectionDecryptsWithTheKeysOfItsLine() {
    List<ControlLine> lines = controlLines(connections(1).getFirst());
    for (int n = 2; n <= 3; n++) {
      SessionKeys keys = ((ControlLine.Connect) lines.get(n - 2)).keys();
      assertThat(connections(n)).hasSize(2);
      for (JsonNode each : connections(n)) {
        boolean sideA = at(each, "side").equals("A");
        for (String direction : new String[] {"C", "S"}) {
          boolean c2d = sideA == direction.equals("C");
          CtrStream stream =
              c2d
                  ? new CtrStream(keys.keyC2D(), keys.ivC2D())
                  : new CtrStream(keys.keyD2C(), keys.ivD2C());
          ByteArrayOutputStream plain = new ByteArrayOutputStream();
          for (byte[] chunk : chunks(each, direction)) {
            stream.apply(chunk, 0, chunk.length);
            plain.writeBytes(chunk);
          }
          assertThat(plain.toString(StandardCharsets.UTF_8))
              .isEqualTo(at(each.required("decrypted"), direction));
        }
      }
    }
  }

  private boolean verifies(String line, AtSign signer) {
    return PayloadAuthLine.verify(
        line,
        request.sessionId(),
        request.clientNonce(),
        rvdNonce,
        keysOf(signer).encryption().publicKey());
  }

  private List<ControlLine> controlLines(JsonNode connection) {
    CtrStream stream =
        new CtrStream(
            AesKey.fromBase64(at(session.sessionKeys(), "sessionAESKey")),
            Iv.fromBase64(at(session.sessionKeys(), "sessionIV")));
    ControlLineReader reader = ControlLineReader.tolerant();
    List<ControlLine> lines = new ArrayList<>();
    String direction = at(connection, "side").equals("A") ? "C" : "S";
    for (byte[] chunk : chunks(connection, direction)) {
      stream.apply(chunk, 0, chunk.length);
      lines.addAll(reader.feed(chunk, 0, chunk.length));
    }
    return lines;
  }

  private List<JsonNode> connections(int n) {
    return session.relay().stream().filter(c -> c.required("n").asInt() == n).toList();
  }

  /** The segments after the auth line, whose line feed the C daemon sends in one of its own. */
  private static List<byte[]> chunks(JsonNode connection, String direction) {
    List<byte[]> chunks = new ArrayList<>();
    for (JsonNode step : all(connection.required("steps"))) {
      if (SpecFile.at(step, "dir").equals(direction)
          && step.has("b64")
          && !step.path("authLf").asBoolean()) {
        chunks.add(Base64.getDecoder().decode(at(step, "b64")));
      }
    }
    return chunks;
  }
}
