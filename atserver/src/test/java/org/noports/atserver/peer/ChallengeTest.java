package org.noports.atserver.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.name.AtSign;

class ChallengeTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final String SESSION = "_a9689c0c-55eb-49fb-a312-8a651ba54c3a";
  private static final String UUID = "00b5211f-1401-4eb4-8bf4-fc89c7bc3511";

  private static String bound(String json) {
    return "pol1." + Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aUuidIsSigned() throws Exception {
    Challenge challenge = Challenge.read("proof:" + SESSION + "@alice:" + UUID, ALICE, BOB);

    assertThat(challenge.session()).isEqualTo(SESSION);
    assertThat(challenge.text()).isEqualTo(UUID);
  }

  @Test
  void aChallengeBoundToTheDialledAtSignIsSigned() throws Exception {
    String text = bound("{\"v\":\"@bob\",\"n\":\"" + UUID + "\"}");

    assertThat(Challenge.read("proof:" + SESSION + "@alice:" + text, ALICE, BOB).text())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proof",
        "proof:" + SESSION + "@alice",
        "proof:" + SESSION + "@alice:",
        "proof:" + SESSION + "@carol:" + UUID,
        "proof:session@alice:" + UUID,
        "proof:_/../x@alice:" + UUID,
        "proof:" + SESSION + "@alice:" + UUID + " x",
        "proof:" + SESSION + "@alice:_" + UUID,
        "proof:" + SESSION + "@alice:" + SESSION + "@alice:" + UUID,
        "proof:" + SESSION + "@alice:pay 100 to mallory",
        "proof:" + SESSION + "@alice:pol1.",
        "proof:" + SESSION + "@alice:pol1.%%%",
        "proof:" + SESSION + "@alice:pol2." + UUID,
        SESSION + "@alice:" + UUID,
      })
  void whatIsNoChallengeForTheCallerIsNotSigned(String answer) {
    assertThatThrownBy(() -> Challenge.read(answer, ALICE, BOB))
        .isInstanceOf(HandshakeRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":\"@carol\",\"n\":\"1\"}",
        "{\"v\":\"bob\",\"n\":\"1\"}",
        "{\"v\":[\"@bob\"],\"n\":\"1\"}",
        "{\"v\":\"@bob\"}",
        "{\"v\":\"@bob\",\"n\":\"\"}",
        "{\"v\":\"@carol\",\"v\":\"@bob\",\"n\":\"1\"}",
        "{\"v\":\"@bob\",\"n\":\"1\",\"alg\":\"ml-dsa-65\"}",
        "[]",
        "{",
      })
  void aBoundChallengeThatIsNotForThisHandshakeIsNotSigned(String json) {
    assertThatThrownBy(
            () -> Challenge.read("proof:" + SESSION + "@alice:" + bound(json), ALICE, BOB))
        .isInstanceOf(HandshakeRefused.class);
  }

  @Test
  void anEndlessChallengeIsNotSigned() {
    assertThatThrownBy(() ->
            Challenge.read("proof:" + SESSION + "@alice:pol1." + "A".repeat(10_000), ALICE, BOB))
        .isInstanceOf(HandshakeRefused.class);
  }
}
