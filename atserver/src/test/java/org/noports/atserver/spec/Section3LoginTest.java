package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

@DisplayName("atprotocol.md 3.3 and 7: logging in")
@ExtendWith(SpecServers.class)
class Section3LoginTest {
  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  @Nested
  @DisplayName("3.3.1 from")
  class FromVerb {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "from:@alice",
          "from:alice",
          "from:@ALICE",
          "from:@alice:clientConfig:{\"version\":\"3.0.57\",\"clientId\":\"x\",\"appName\":\"a\"}"
        })
    void theChallengeIsASessionIdAndAUuid(String line) {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.data(line)).matches("_" + UUID + "@alice:" + UUID);
      }
    }

    @Test
    void theSessionIdStaysAndTheProofIsNewEachTime() {
      try (TestConnection connection = alice.connect()) {
        String[] first = connection.data("from:@alice").split(":", -1);
        String[] second = connection.data("from:@alice").split(":", -1);
        assertThat(first[0]).isEqualTo(second[0]);
        assertThat(first[1]).isNotEqualTo(second[1]);
      }
    }

    @Test
    void aForeignAtSignIsAskedForAProofBoundToThisVerifier() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.data("from:@bob"))
            .matches("proof:_" + UUID + "@bob:pol1\\.[A-Za-z0-9_=-]+");
      }
    }

    @Test
    void aConfigurationThatIsNoJsonIsASyntaxErrorAndTheConnectionStays() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("from:@alice:clientConfig:{bad}"))
            .startsWith("error:AT0003-Exception: Invalid syntax. ");
        assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@");
      }
    }
  }

  @Nested
  @DisplayName("7.2 pkam")
  class PkamVerb {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "pkam:",
          "pkam:signingAlgo:rsa2048:",
          "pkam:hashingAlgo:sha256:",
          "pkam:signingAlgo:rsa2048:hashingAlgo:sha256:",
          "pkam:enrollmentId:%s:",
          "pkam:signingAlgo:rsa2048:enrollmentId:%s:",
          "pkam:signingAlgo:rsa2048:hashingAlgo:sha256:enrollmentId:%s:"
        })
    void everyCombinationOfParametersIsAccepted(String form) {
      try (TestConnection connection = alice.connect()) {
        assertThat(
                connection.ask(
                    form.formatted(alice.enrollmentId())
                        + alice
                            .pkam()
                            .privateKey()
                            .sign(connection.data("from:@alice"), HashAlgorithm.SHA256)))
            .isEqualTo("data:success\n@alice@");
      }
    }

    @Test
    void aSignatureWithSha512IsAcceptedWhenItSaysSo() {
      try (TestConnection connection = alice.connect()) {
        String challenge = connection.data("from:@alice");
        assertThat(
                connection.ask(
                    "pkam:hashingAlgo:sha512:"
                        + alice.pkam().privateKey().sign(challenge, HashAlgorithm.SHA512)))
            .isEqualTo("data:success\n@alice@");
      }
    }

    @Test
    void aChallengeIsGoodForOneAttemptRightOrWrong() {
      try (TestConnection connection = alice.connect()) {
        String challenge = connection.data("from:@alice");
        String signature = alice.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256);
        assertThat(connection.ask("pkam:AAAA"))
            .isEqualTo("error:AT0401-Exception: pkam authentication failed\n@");
        assertThat(connection.ask("pkam:" + signature))
            .startsWith("error:AT0015-Exception: private:_");
      }
    }

    @Test
    void aFailedLoginTakesTheFormerOneAway() {
      try (TestConnection connection = alice.login()) {
        connection.data("from:@alice");
        assertThat(connection.ask("pkam:AAAA")).endsWith("\n@");
        assertThat(connection.ask("llookup:public:publickey@alice"))
            .isEqualTo("error:AT0401-Exception: Command cannot be executed without auth\n@");
      }
    }

    @Test
    void aChallengeOfAnotherConnectionIsNoUse() {
      try (TestConnection one = alice.connect();
          TestConnection other = alice.connect()) {
        String challenge = one.data("from:@alice");
        other.data("from:@alice");
        assertThat(
                other.ask(
                    "pkam:" + alice.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256)))
            .isEqualTo("error:AT0401-Exception: pkam authentication failed\n@");
      }
    }
  }

  @Nested
  @DisplayName("3.3.3 and 4.2 pol")
  class PolVerb {
    @Test
    void successIsTheBarePromptOfTheCaller() {
      try (TestConnection connection = bob.polAt(alice)) {
        assertThat(connection.records().getLast()).isEqualTo("@bob@");
      }
    }

    @Test
    void withoutAForeignFromItIsRefusedAndTheConnectionClosed() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("pol"))
            .isEqualTo(
                "error:AT0011-Exception: Exception: You must execute a 'from:' command before you"
                    + " may run the pol command\n@");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }

    @Test
    void aSignatureOverAnotherTextIsNoProof() {
      try (TestConnection connection = alice.connect()) {
        String proof = connection.data("from:@bob");
        bob.leaveProof(proof.replaceAll(":[^:]*$", ":other"), bob.signingKey());
        assertThat(connection.ask("pol"))
            .isEqualTo("error:AT0401-Exception: Pol Authentication Failed\n@");
      }
    }
  }

  @Nested
  @DisplayName("3.3.4 info and noop, 3.3.5 to")
  class SmallVerbs {
    @Test
    void infoTellsVersionAndUptime() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.data("info"))
            .matches("\\{\"version\":\"[0-9.]+\",\"uptimeAsWords\":\"[0-9a-z ]+\"}");
        assertThat(connection.data("info:brief"))
            .matches("\\{\"version\":\"[0-9.]+\",\"uptimeAsMillis\":\\d+}");
      }
    }

    @Test
    void infoOfAnEnrollmentShowsItsRecord() {
      try (TestConnection connection = alice.login()) {
        JsonObject shown = Json.parseObject(connection.data("info")).object("apkam_metadata");
        assertThat(shown.members().keySet())
            .containsExactly(
                "sessionId",
                "appName",
                "deviceName",
                "namespaces",
                "apkamPublicKey",
                "requestType",
                "approval",
                "encryptedAPKAMSymmetricKey",
                "apkamKeysExpiryInMillis");
      }
    }

    @Test
    void noopHasAMaximum() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("noop:5001"))
            .isEqualTo(
                "error:AT0022-Exception: noop:<durationInMillis> where the duration maximum is 5000"
                    + " milliseconds\n@");
      }
    }

    @Test
    void toAnswersBothPublicKeysOfTheOwnAtSignAndNobodyElses() {
      try (TestConnection connection = alice.connect()) {
        JsonObject keys = Json.parseObject(connection.data("to:@alice"));
        assertThat(keys.members().keySet()).containsExactly("publickey", "signing_publickey");
        assertThat(keys.object("publickey").string("key")).isEqualTo("public:publickey@alice");
        assertThat(keys.object("signing_publickey").string("data")).startsWith("MII");
        assertThat(connection.ask("to:@bob"))
            .isEqualTo(
                "error:AT0007-Exception: Unable to find secondary address for atSign:bob\n@");
        assertThat(connection.ask("to:")).startsWith("error:AT0003-Exception: Invalid syntax. ");
      }
    }
  }
}
