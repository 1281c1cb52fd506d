package org.noports.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.crypto.SharedSecret;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.ConnectionId;

/** What the daemon makes of requests for hybrid keys (docs/extensions/hybrid-keys.md). */
class HybridKeysTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final DeviceName DEVICE = DeviceName.of("box");
  private static final ServiceAddress WEB = ServiceAddress.of("localhost", 8080);
  private static final int HELLO_BYTES = 35;
  private static final String UNUSABLE =
      "Failed to start up the daemon side of the relay socket tunnel : the client's ephemeral key"
          + " cannot be used";

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge edge = office.edge(BOB);
  private final XWingKeyPair pair = XWingKeyPair.generate(ScriptedClient.RANDOM);
  private ScriptedClient alice;
  private ListeningRelay relay;
  private Daemon daemon;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    alice = new ScriptedClient(office, ALICE, BOB, DEVICE);
    relay = new ListeningRelay();
    daemon = start(false, false);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    alice.close();
  }

  private Daemon start(boolean requireAead, boolean requireHybrid) throws InterruptedException {
    return Daemon.start(
        DaemonConfig.builder(DEVICE, List.of(ALICE))
            .permitOpen(PermitOpen.parse("localhost:8080"))
            .requireAead(requireAead)
            .requireHybrid(requireHybrid)
            .build(),
        edge,
        (InstantSource) () -> office.now,
        ScriptedClient.RANDOM);
  }

  @Test
  void itIsOfferedTogetherWithAuthenticatedStreams() throws InterruptedException {
    alice.ping();
    PingAnswer answer = PingAnswer.parse(alice.answer());
    assertThat(answer.features()).contains(Feature.AEAD_STREAMS, Feature.HYBRID_KEYS);
  }

  @Test
  void theAnswerTellsTheSecretFromWhichTheDevicesFirstRecordIsSealed() throws Exception {
    JsonObject request = request(EphemeralKey.of(pair.publicKey()), "np-aead-1");
    alice.send(request);
    JsonObject payload =
        SignedEnvelope.parse(alice.answer()).verified(PostOffice.keys(BOB).publicKey());
    assertThat(payload.canonical()).contains("\"aesKeyC2D\":null", "\"ivD2C\":null");
    SessionAnswer answer = SessionAnswer.from(payload);
    assertThat(answer.reqHash()).isEqualTo(AeadKeys.requestHash(request.canonical()));

    SharedSecret secret = pair.decapsulate(requireNonNull(answer.kemCiphertext()));
    AeadKeys keys = AeadKeys.derive(secret, request.canonical(), payload.canonical());
    try (Socket control = relay.next()) {
      ListeningRelay.firstLine(control);
      AeadRecordReader reader =
          new AeadRecordReader(keys.daemonToClient(ConnectionId.CONTROL), ConnectionId.CONTROL);
      reader.add(ByteBuffer.wrap(control.getInputStream().readNBytes(HELLO_BYTES)));
      assertThat(reader.next(new byte[AeadRecord.MAX_PLAIN])).isEqualTo(AeadRecordType.HELLO);
    }
  }

  @Test
  void everyKeyThatCannotBeUsedIsRefusedWithTheSameWords() throws Exception {
    List<String> keys = new ArrayList<>(List.of("", "not base64", "A".repeat(5000)));
    JsonObject mustFail = vectors().object("mustFail");
    objects(mustFail, "publicKeys").forEach(each -> keys.add(each.string("publicKeyBase64")));
    for (JsonValue point : mustFail.array("x25519PointsHex").elements()) {
      byte[] key = Base64.getDecoder().decode(pair.publicKey().text());
      byte[] u = HexFormat.of().parseHex(((JsonString) point).value());
      System.arraycopy(u, 0, key, key.length - u.length, u.length);
      keys.add(Base64.getEncoder().encodeToString(key));
    }
    keys.add(ScriptedClient.EPHEMERAL.publicKey().text());
    for (String key : keys) {
      alice.send(request(new EphemeralKey(key, EphemeralKey.X_WING), "np-aead-1"));
      assertThat(alice.answer()).as(key).isEqualTo(UNUSABLE);
    }
    assertThat(relay.connections).isEmpty();
    assertThat(daemon.sessions()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'twinKeys':true          | 'twinKeys':false",
        "'encryptRvdTraffic':true | 'encryptRvdTraffic':false",
        "'np-aead-1'              | 'np-aead-2'",
      })
  void aHybridKeyWithoutWhatBelongsToItIsRefused(String member, String instead)
      throws InterruptedException {
    String request = request(EphemeralKey.of(pair.publicKey()), "np-aead-1").canonical();
    String damaged = request.replace(member.replace('\'', '"'), instead.replace('\'', '"'));
    assertThat(damaged).isNotEqualTo(request);
    alice.send(Json.parseObject(damaged));
    assertThat(alice.answer()).isEqualTo(UNUSABLE);
    assertThat(relay.connections).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // what the client would use, what it uses, what did not reach it
        "twinKeys aeadStreams hybridKeys, rsa np-aead-1, hybridKeys",
        "twinKeys aeadStreams,            rsa -,         aeadStreams",
        "twinKeys aeadStreams hybridKeys, rsa -,         aeadStreams",
        "twinKeys aeadStreams,            rsa np-aead-1, -",
        "twinKeys,                        rsa -,         -",
        "flying,                          rsa -,         -",
        "twinKeys aeadStreams hybridKeys, x-wing np-aead-1, -",
      })
  void anOfferTakenAwayOnTheWayIsNoticed(String features, String used, @Nullable String lost)
      throws InterruptedException {
    String[] words = used.split(" ", -1);
    EphemeralKey key =
        words[0].equals("rsa")
            ? EphemeralKey.of(ScriptedClient.EPHEMERAL.publicKey())
            : EphemeralKey.of(pair.publicKey());
    JsonObject.Builder request = JsonObject.builder();
    request(key, words[1]).members().forEach(request::put);
    request.put("clientFeatures", JsonArray.ofStrings(Arrays.asList(features.split(" ", -1))));
    alice.send(request.build());
    if (lost == null) {
      assertThat(alice.answer()).startsWith("{");
    } else {
      assertThat(alice.answer())
          .isEqualTo(
              "This daemon offers "
                  + lost
                  + ", but its offer did not reach the client: it was altered on the way, or this"
                  + " daemon was started meanwhile; try again");
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // the operator wants, the client offers, the refusal
        "any,    rsa -,            -",
        "any,    rsa np-aead-1,    -",
        "any,    x-wing np-aead-1, -",
        "aead,   rsa -,            This daemon requires np-aead-1",
        "aead,   rsa np-aead-1,    -",
        "aead,   x-wing np-aead-1, -",
        "hybrid, rsa -,            This daemon requires hybrid keys",
        "hybrid, rsa np-aead-1,    This daemon requires hybrid keys",
        "hybrid, x-wing np-aead-1, -",
      })
  void theOperatorMayWantMore(String wanted, String offered, @Nullable String refusal)
      throws InterruptedException {
    daemon.close();
    daemon = start(wanted.equals("aead"), wanted.equals("hybrid"));
    String[] words = offered.split(" ", -1);
    EphemeralKey key =
        words[0].equals("rsa")
            ? EphemeralKey.of(ScriptedClient.EPHEMERAL.publicKey())
            : EphemeralKey.of(pair.publicKey());
    alice.send(request(key, words[1]));
    if (refusal == null) {
      assertThat(alice.answer()).startsWith("{");
    } else {
      assertThat(alice.answer()).isEqualTo(refusal);
      assertThat(relay.connections).isEmpty();
    }
  }

  private JsonObject request(EphemeralKey key, String cipher) {
    JsonObject.Builder request = JsonObject.builder();
    alice
        .request(SessionId.random(ScriptedClient.RANDOM), relay.port(), WEB)
        .toJson()
        .members()
        .forEach((name, value) -> {
          switch (name) {
            case "clientEphemeralPK" -> request.put(name, key.publicKey());
            case "clientEphemeralPKType" -> request.put(name, key.type());
            default -> request.put(name, value);
          }
        });
    if (!cipher.equals("-")) {
      request.put("streamCiphers", JsonArray.ofStrings(List.of(cipher)));
    }
    return request.build();
  }

  private static JsonObject vectors() throws IOException {
    return Json.parseObject(
        Files.readString(
            Path.of(
                System.getProperty("noports.root"), "docs/extensions/vectors/hybrid-keys.json")));
  }

  private static List<JsonObject> objects(JsonObject owner, String name) {
    return owner.array(name).elements().stream().map(JsonObject.class::cast).toList();
  }
}
