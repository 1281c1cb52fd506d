package org.noports.protocol.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

class EnrollmentMessagesTest {
  private final RsaPrivateKey encryption = SpecFile.privateKey("alice_encryption");
  private final AesKey symmetric = AesKey.of(new byte[32]);

  @Test
  void everyApprovalHasItsOwnIvs() {
    SecureRandom random = new SecureRandom();
    AesKey self = AesKey.random(random);
    SealedKeys first = SealedKeys.withIvs(encryption, self, symmetric, random);
    SealedKeys second = SealedKeys.withIvs(encryption, self, symmetric, random);
    assertThat(List.of(String.valueOf(first.privateKeyIv()), String.valueOf(first.selfKeyIv())))
        .doesNotContain(Iv.ZERO.toString())
        .doesNotHaveDuplicates()
        .doesNotContain(String.valueOf(second.privateKeyIv()), String.valueOf(second.selfKeyIv()));
  }

  @Test
  void rightsAreReadOrReadAndWrite() {
    SequencedMap<String, String> rights = new LinkedHashMap<>();
    rights.put("sshnp", "w");
    assertThatThrownBy(() ->
            new EnrollmentRequest(
                "a", "d", rights, "otp", "k", encryption.publicKey(), Duration.ZERO))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void whatDoesNotOpenIsNotAccepted() {
    String zero = "{\"value\":\"" + symmetric.encryptText("", Iv.ZERO) + "\"}";
    assertThatThrownBy(() -> PickUp.selfKey(zero, symmetric)).isInstanceOf(CryptoException.class);
    String wrongIv =
        "{\"value\":\""
            + symmetric.encryptText(
                symmetric.secretBase64(),
                Iv.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
            + "\"}";
    assertThatThrownBy(() -> PickUp.selfKey(wrongIv, symmetric))
        .isInstanceOf(CryptoException.class);
    PendingEnrollment none =
        PendingEnrollment.parse(Json.parseObject("{\"appName\":\"a\",\"deviceName\":\"d\"}"));
    assertThatThrownBy(() -> none.symmetricKey(encryption)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void damagedMessagesAreRefusedWithOurOwnError() {
    JsonNode vectors = SpecFile.vectors("enrollment.json");
    Mutations.survive(
        61,
        1000,
        List.of(vectors.at("/approverNotification/value").asText()),
        t -> PendingEnrollment.parse(Json.parseObject(t)));
    String answer = "{\"value\":\"" + symmetric.encryptText("x", Iv.ZERO) + "\",\"iv\":null}";
    Mutations.survive(62, 1000, List.of(answer), t -> PickUp.selfKey(t, symmetric));
    Mutations.survive(63, 1000, List.of("pending", "approved"), EnrollmentState::of);
  }
}
