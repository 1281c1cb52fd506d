package org.noports.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

/** Relay messages in their odd forms and under damage. */
class RelayMessagesTest {
  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final JsonNode messages = vectors.required("relayMessages");

  @Test
  void anAnswerWithoutNonceIsOnlyForSidesThatDoNotAuthenticate() {
    for (String text :
        List.of("host,1,2", "host,1,2,null", "{\"address\":\"host\",\"portA\":1,\"portB\":2}")) {
      PortAnswer answer = PortAnswer.parse(text, false);
      assertThat(answer.rvdNonce()).isNull();
      assertThat(answer.portB()).isEqualTo(2);
      assertThat(answer.toCsv()).isEqualTo("host,1,2,null");
      assertThatThrownBy(() -> PortAnswer.parse(text, true))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("rvdNonce");
    }
  }

  @Test
  void addressesMayBeOfVersionSix() {
    assertThat(PortAnswer.parse("2001:db8::1,1,2,n", true).host()).isEqualTo("2001:db8::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host,1",
        "host,1,2,n,x",
        "host,0,2,n",
        "host,1,65536,n",
        "host,-1,2,n",
        "host,+1,2,n",
        "host,1e2,2,n",
        "host,١,2,n",
        ",1,2,n",
        "ho st,1,2,n",
        "host\n,1,2,a b",
        "{\"address\":\"h\",\"portA\":\"1\",\"portB\":2,\"rvdNonce\":\"n\"}",
        "{\"address\":\"h\",\"portA\":1.5,\"portB\":2,\"rvdNonce\":\"n\"}",
        "{\"address\":\"h\\u0000\",\"portA\":1,\"portB\":2,\"rvdNonce\":\"n\"}",
        "{\"address\":\"h\",\"portA\":1,\"portB\":2,\"rvdNonce\":\"n\",\"autoDetectsRelayAuth\":1}"
      })
  void answersThatAreNotOfTheFormAreRefused(String text) {
    assertThatThrownBy(() -> PortAnswer.parse(text, true)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void requestsNeedTheirMembersWithTheirTypes() {
    String good = at(messages, "requestNew");
    for (String damage :
        List.of(
            "\"sessionId\"=\"x\"",
            "\"atSignA\"=\"a\"",
            "\"authenticateSocketB\"=\"b\"",
            "\"clientNonce\"=\"c\"",
            "true=\"true\"",
            "\"payload\"=\"shout\"",
            "\"payload\"=7",
            "@alice\",\"atSignB=@al ice\",\"atSignB",
            "6f1c2a3b-=../etc/-")) {
      String[] change = damage.split("=", 2);
      String text = good.replace(change[0], change[1]);
      assertThat(text).isNotEqualTo(good);
      assertThatThrownBy(() -> PortRequest.parse(Json.parseObject(text)))
          .as(text)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void noncesAreRandomAndFitIntoTheAnswer() {
    Set<Nonce> seen = new HashSet<>();
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 100; i++) {
      assertThat(seen.add(Nonce.random(random))).isTrue();
    }
    assertThat(seen).allMatch(n -> n.text().matches("[A-Za-z0-9_-]{43}"));
    for (String wrong : List.of("", "a,b", "a b", "a\n", "x".repeat(257))) {
      assertThatThrownBy(() -> Nonce.of(wrong)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void theSigningKeyRecordOffersOnlyActiveSigningKeys() {
    String key = at(vectors.required("kid"), "publicX509");
    String entry = "{\"kid\":\"k\",\"use\":\"sign\",\"alg\":\"rsa2048\",\"pub\":\"" + key + "\"";
    String record =
        "{\"v\":1,\"keys\":["
            + entry
            + ",\"status\":\"retired\"},"
            + entry.replace("\"sign\"", "\"encrypt\"")
            + "},"
            + entry.replace("rsa2048", "rsa9999")
            + "},"
            + entry.replace("\"k\"", "\"active\"")
            + ",\"status\":\"active\"}]}";
    assertThat(SigningKeyRecord.parse(record).keys())
        .singleElement()
        .satisfies(e -> assertThat(e.kid()).isEqualTo("active"));
  }

  @Test
  void theStrongestAlgorithmOnOfferMustHaveSigned() {
    String key = at(vectors.required("kid"), "publicX509");
    SigningKeyRecord.Entry rsa =
        new SigningKeyRecord.Entry("r", SigningKeyRecord.Algorithm.RSA2048, key);
    SigningKeyRecord.Entry second =
        new SigningKeyRecord.Entry("s", SigningKeyRecord.Algorithm.RSA2048, key);
    SigningKeyRecord.Entry mlDsa =
        new SigningKeyRecord.Entry("m", SigningKeyRecord.Algorithm.MLDSA65, "AAAA");
    assertThatThrownBy(() -> check(List.of(), "rsa2048", null))
        .hasMessageContaining("offers no signing key");
    assertThatThrownBy(() -> check(List.of(rsa, mlDsa), "rsa2048", "r"))
        .hasMessageContaining("strongest");
    assertThatThrownBy(() -> check(List.of(rsa, second), "rsa2048", null))
        .hasMessageContaining("which key");
    assertThatThrownBy(() -> check(List.of(rsa), "rsa2048", "other"))
        .hasMessageContaining("which key");
    assertThatThrownBy(() -> check(List.of(rsa), "rsa2048", "r"))
        .hasMessageContaining("not of the enrolment's key");
    assertThatThrownBy(() -> check(List.of(mlDsa), "mldsa65", "m")).hasMessageContaining("ML-DSA");
  }

  private static void check(
      List<SigningKeyRecord.Entry> keys, String algorithm, @Nullable String kid) {
    new SigningKeyRecord(keys).check("text", "AAAA", algorithm, "sha256", kid);
  }

  @Test
  void relayKeysAreToldApart() {
    assertThat(RelayMessage.of(AtKey.parse("@relay:dev.request_ports.sshrvd@alice")))
        .isEqualTo(RelayMessage.REQUEST_PORTS);
    assertThat(RelayMessage.of(AtKey.parse("@relay:dev.auth_modes.sshrvd@alice")))
        .isEqualTo(RelayMessage.AUTH_MODES);
    assertThat(RelayMessage.of(AtKey.parse("@relay:discover_request.sshrvd@alice")))
        .isEqualTo(RelayMessage.DISCOVER);
    assertThat(RelayMessage.of(AtKey.parse("@relay:logging.x.sessions.sshrvd@bob")))
        .isEqualTo(RelayMessage.LOGGING);
    assertThat(RelayMessage.of(AtKey.parse("@relay:dev.sshrvd@alice")))
        .isEqualTo(RelayMessage.REQUEST_PORTS_OF_V4);
    assertThat(RelayMessage.of(AtKey.parse("@relay:dev.request_ports.sshnp@alice"))).isNull();
  }

  @Test
  void damagedMessagesAreRefusedWithOurOwnError() {
    AesKey key = AesKey.fromBase64(at(vectors.required("relayAuthEscr"), "relayAuthAesKey"));
    Mutations.survive(
        31,
        1000,
        List.of(at(messages, "responseCsv"), at(messages, "responseJson")),
        t -> PortAnswer.parse(t, true));
    Mutations.survive(
        32,
        1000,
        List.of(at(messages, "requestOld"), at(messages, "requestNew")),
        t -> PortRequest.parse(Json.parseObject(t)));
    Mutations.survive(
        33,
        1000,
        List.of(at(messages, "authModes")),
        t -> AuthModesHint.parse(Json.parseObject(t)));
    Mutations.survive(
        34,
        500,
        List.of(at(vectors.at("/relayAuthEscr/withKid"), "line")),
        t -> EscrLine.parse(t).open(key));
    Mutations.survive(
        35,
        1000,
        List.of(at(vectors.at("/relayAuthEscr/withKid"), "envelope")),
        t -> EscrAnswer.fromJson(Json.parseObject(t)));
    Mutations.survive(
        36,
        500,
        List.of(
            at(vectors.required("apskAdvertisement"), "json"),
            at(vectors.required("apskAdvertisement"), "bare")),
        SigningKeyRecord::parse);
    Mutations.survive(
        37,
        1000,
        List.of(at(vectors.required("relayAuthEscr"), "challengeLine")),
        EscrChallenge::parse);
  }

  @Test
  void nothingDamagedAuthenticates() {
    JsonNode ids = vectors.required("ids");
    SessionId session = SessionId.of(at(ids, "sessionId"));
    Nonce client = Nonce.of(at(ids, "clientNonce"));
    Nonce rvd = Nonce.of(at(ids, "rvdNonce"));
    RsaPublicKey key =
        RsaPublicKey.fromText(at(vectors.at("/keys/clientEncryption"), "publicX509"));
    String line = at(vectors.at("/relayAuthPayload/sideA"), "line");
    Mutations.survive(
        38,
        1000,
        List.of(line),
        t -> {
          boolean accepted = PayloadAuthLine.verify(t, session, client, rvd, key);
          // The signature covers the relay's own text; what else the line says does not count.
          assertThat(!accepted || t.contains(line.substring(170, 400))).isTrue();
        });
  }
}
