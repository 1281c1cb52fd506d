package org.noports.protocol.enrollment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;

/**
 * An enrolment as an approver sees it (atclient.md 6.5): the value of its self notification, the
 * answer of {@code enroll:fetch}, or one element of {@code enroll:list}. Names come from the
 * requester: escape them before showing.
 *
 * @param encryptedSymmetricKey null for enrolments that need no approval
 * @param status null in the notification, which is about a new request
 */
public record PendingEnrollment(
    String appName,
    String deviceName,
    SequencedMap<String, String> namespaces,
    @Nullable String encryptedSymmetricKey,
    @Nullable EnrollmentState status) {

  public PendingEnrollment {
    namespaces = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(namespaces));
  }

  public static PendingEnrollment parse(JsonObject json) {
    String key = json.optString("encryptedAPKAMSymmetricKey");
    String status = json.optString("status");
    return new PendingEnrollment(
        json.string("appName"),
        json.string("deviceName"),
        namespaces(json.optObject("namespace")),
        key == null ? json.optString("encryptedApkamSymmetricKey") : key,
        status == null ? null : EnrollmentState.of(status));
  }

  private static SequencedMap<String, String> namespaces(@Nullable JsonObject json) {
    SequencedMap<String, String> namespaces = new LinkedHashMap<>();
    if (json != null) {
      for (Map.Entry<String, JsonValue> member : json.members().entrySet()) {
        if (!(member.getValue() instanceof JsonString(String right))) {
          throw new ProtocolException(ErrorCode.AT0022, "a namespace's right is not a text");
        }
        namespaces.put(member.getKey(), right);
      }
    }
    return namespaces;
  }

  /** The requester's symmetric key, with the atSign's encryption private key. */
  public AesKey symmetricKey(RsaPrivateKey encryption) {
    if (encryptedSymmetricKey == null) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the enrollment request has no encryptedAPKAMSymmetricKey");
    }
    return encryption.unwrapKey(encryptedSymmetricKey);
  }

  @Override
  public String toString() {
    return "PendingEnrollment[" + appName + ", " + deviceName + ", " + namespaces + "]";
  }
}
