package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;

@DisplayName("atprotocol.md 7: enrollment")
@ExtendWith(SpecServers.class)
class Section7EnrollmentTest {
  private static final RsaKeyPair KEY = RsaKeyPair.generate(new SecureRandom());

  /** Asks for an enrollment; its id. */
  private static String requested(TestConnection owner, String device, String more) {
    try (TestConnection connection = alice.connect()) {
      return Json.parseObject(
              connection.data(
                  "enroll:request:{\"appName\":\"spec\",\"deviceName\":\""
                      + device
                      + "\",\"namespaces\":{\"spec7\":\"rw\"},\"otp\":\""
                      + owner.data("otp:get")
                      + "\",\"encryptedAPKAMSymmetricKey\":\"c3lt\",\"apkamPublicKey\":\""
                      + KEY.publicKey().text()
                      + "\""
                      + more
                      + "}"))
          .string("enrollmentId");
    }
  }

  private static String approved(TestConnection owner, String device, String more) {
    String id = requested(owner, device, more);
    assertThat(
            owner.data(
                "enroll:approve:{\"enrollmentId\":\""
                    + id
                    + "\",\"encryptedDefaultEncryptionPrivateKey\":\"YQ==\","
                    + "\"encryptedDefaultSelfEncryptionKey\":\"Yg==\",\"encPrivateKeyIV\":\"aXY=\"}"))
        .isEqualTo("{\"status\":\"approved\",\"enrollmentId\":\"" + id + "\"}");
    return id;
  }

  private static TestConnection login(String id, RsaKeyPair key) {
    TestConnection connection = alice.connect();
    String challenge = connection.data("from:@alice");
    assertThat(
            connection.ask(
                "pkam:enrollmentId:"
                    + id
                    + ":"
                    + key.privateKey().sign(challenge, HashAlgorithm.SHA256)))
        .isEqualTo("data:success\n@alice@");
    return connection;
  }

  private static String pkam(String id) {
    try (TestConnection connection = alice.connect()) {
      connection.data("from:@alice");
      return connection.ask("pkam:enrollmentId:" + id + ":AAAA");
    }
  }

  @Nested
  @DisplayName("7.2 and 7.5 states")
  class States {
    @Test
    void pkamTellsEachState() {
      try (TestConnection owner = alice.login()) {
        String id = requested(owner, "states", "");
        String params = ":{\"enrollmentId\":\"" + id + "\"}";
        assertThat(pkam(id)).isEqualTo("error:AT0026:enrollment_id: " + id + " is pending\n@");
        assertThat(owner.data("enroll:deny" + params))
            .isEqualTo("{\"status\":\"denied\",\"enrollmentId\":\"" + id + "\"}");
        assertThat(pkam(id)).isEqualTo("error:AT0025:enrollment_id: " + id + " is denied\n@");
        assertThat(owner.ask("enroll:revoke" + params))
            .isEqualTo(
                "error:AT0011-Internal server exception : Failed to revoke enrollment id: "
                    + id
                    + ". Cannot revoke a denied enrollment. Only approved enrollments can be"
                    + " revoked\n@alice@");
        assertThat(owner.data("enroll:delete" + params))
            .isEqualTo("{\"enrollmentId\":\"" + id + "\",\"status\":\"deleted\"}");
        assertThat(pkam(id))
            .isEqualTo("error:AT0028:enrollment_id: " + id + " is expired or invalid\n@");
        assertThat(owner.ask("enroll:fetch" + params)).startsWith("error:AT0015-key not found");
      }
    }

    @Test
    void revokedIsToldAndCanBeTakenBack() {
      try (TestConnection owner = alice.login()) {
        String id = approved(owner, "revoked", "");
        String params = ":{\"enrollmentId\":\"" + id + "\"}";
        try (TestConnection live = login(id, KEY);
            TestConnection monitor = login(id, KEY)) {
          monitor.send("monitor\n");
          owner.data("enroll:revoke" + params);
          assertThat(live.isClosedByServer()).isTrue();
          assertThat(monitor.isClosedByServer()).isTrue();
        }
        assertThat(pkam(id)).isEqualTo("error:AT0027:enrollment_id: " + id + " is revoked\n@");
        owner.data("enroll:unrevoke" + params);
        login(id, KEY).close();
      }
    }

    @Test
    void whenItsTimeIsOverItsConnectionsEndThoughTheyAskNothing() {
      try (TestConnection owner = alice.login()) {
        String id = approved(owner, "expires", ",\"apkamKeysExpiryInMillis\":3600000");
        try (TestConnection monitor = login(id, KEY)) {
          monitor.send("monitor\n");
          SpecServers.passes(Duration.ofHours(2));
          assertThat(monitor.isClosedByServer()).isTrue();
        }
        assertThat(pkam(id)).startsWith("error:AT0028:enrollment_id: " + id);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "deny", "revoke", "unrevoke", "delete", "fetch", "update"})
    void withoutParametersItIsAnIllegalArgument(String operation) {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.ask("enroll:" + operation))
            .isEqualTo("error:AT0022-Illegal arguments : Enroll parameters not provided\n@alice@");
      }
    }
  }

  @Nested
  @DisplayName("7.6 lists and new keys")
  class Listing {
    @Test
    void anAppSeesItselfAndWhoSharesItsNamespace() {
      try (TestConnection owner = alice.login()) {
        String one = approved(owner, "list1", "");
        String other = approved(owner, "list2", "");
        try (TestConnection app = login(one, KEY)) {
          assertThat(app.data("enroll:list")).contains(one).doesNotContain(other);
          assertThat(app.data("enroll:listns:spec7")).contains(one, other);
          assertThat(app.data("enroll:listns:other")).isEqualTo("{}");
          assertThat(app.data("enroll:infons"))
              .startsWith("{\"spec7\":[{\"enrollmentId\":\"")
              .contains(
                  "{\"enrollmentId\":\""
                      + other
                      + "\",\"appName\":\"spec\",\"deviceName\":\"list2\",\"access\":\"rw\"}")
              .doesNotContain("__manage");
          assertThat(app.ask("enroll:fetch:{\"enrollmentId\":\"" + other + "\"}"))
              .startsWith("error:AT0009-");
        }
        assertThat(owner.data("enroll:list:{\"enrollmentStatusFilter\":[\"approved\"]}"))
            .contains(
                "\""
                    + one
                    + ".new.enrollments.__manage@alice\":{\"appName\":\"spec\","
                    + "\"deviceName\":\"list1\",\"namespace\":{\"spec7\":\"rw\"},"
                    + "\"encryptedAPKAMSymmetricKey\":\"c3lt\",\"status\":\"approved\"}");
      }
    }

    @Test
    void anEnrollmentGivesItselfANewKeyThatTheNewKeySigned() {
      RsaKeyPair next = RsaKeyPair.generate(new SecureRandom());
      try (TestConnection owner = alice.login()) {
        String id = approved(owner, "update1", "");
        String key = next.publicKey().text();
        String signed = id + "|" + key + "|rsa2048";
        String form =
            "enroll:update:{\"enrollmentId\":\""
                + id
                + "\",\"apkamPublicKey\":\""
                + key
                + "\",\"signingAlgo\":\"rsa2048\",\"apkamPublicKeySignature\":\"%s\",\"apsk\":\"pub\"}";
        String right = next.privateKey().sign(signed, HashAlgorithm.SHA256);
        try (TestConnection app = login(id, KEY)) {
          assertThat(app.ask(form.formatted(KEY.privateKey().sign(signed, HashAlgorithm.SHA256))))
              .startsWith("error:AT0401-");
          assertThat(owner.ask(form.formatted(right))).startsWith("error:AT0009-");
          assertThat(app.data(form.formatted(right))).contains("\"status\":\"approved\"");
        }
        login(id, next).close();
        try (TestConnection anonymous = alice.connect()) {
          assertThat(anonymous.data("lookup:_apsk." + id + ".a.__e@alice")).isEqualTo("pub");
        }
      }
    }
  }

  @Nested
  @DisplayName("7.7 otp and 7.8 keys")
  class Passcodes {
    @Test
    void aPasscodeHasADigitAndNothingToMistake() {
      try (TestConnection owner = alice.login()) {
        for (int i = 0; i < 20; i++) {
          assertThat(owner.data("otp:get:ttl:1000")).matches("(?=.*[1-9])[A-NP-Z1-9]{6}");
        }
        assertThat(owner.data("otp:put:permanent1:ttl:60000")).isEqualTo("ok");
        assertThat(owner.ask("otp:put:short")).startsWith("error:AT0003-");
      }
    }

    @Test
    void keysAreOfEnrollmentsAndTheirOwn() {
      try (TestConnection owner = alice.login()) {
        String id = approved(owner, "keys1", "");
        try (TestConnection app = login(id, KEY)) {
          assertThat(app.data("keys:get:private"))
              .isEqualTo("[\"" + id + ".default_enc_private_key.__manage@alice\"]");
          assertThat(app.data("keys:get:keyName:" + id + ".default_enc_private_key.__manage@alice"))
              .isEqualTo("{\"value\":\"YQ==\",\"iv\":\"aXY=\"}");
          assertThat(
                  app.data(
                      "keys:put:private:namespace:__global:appName:wavi:deviceName:pixel:keyType:aes"
                          + ":encryptionKeyName:k1:keyName:myKey value"))
              .isEqualTo("-1");
          assertThat(
                  app.data(
                      "keys:get:keyName:private:wavi.pixel.mykey.__private_keys.__global@alice"))
              .isEqualTo(
                  "{\"value\":\"value\",\"keyType\":\"aes\",\"enrollmentId\":\""
                      + id
                      + "\",\"encryptionKeyName\":\"k1\"}");
        }
      }
    }
  }
}
