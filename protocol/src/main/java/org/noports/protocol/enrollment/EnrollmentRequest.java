package org.noports.protocol.enrollment;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * What a further program asks on an unauthenticated connection (atclient.md 6.5).
 *
 * @param namespaces namespace to {@code r} or {@code rw}
 * @param otp the passcode
 * @param encryptedSymmetricKey the new symmetric key, wrapped for the atSign's encryption key
 * @param expiry zero for never
 */
public record EnrollmentRequest(
    String appName,
    String deviceName,
    SequencedMap<String, String> namespaces,
    String otp,
    String encryptedSymmetricKey,
    RsaPublicKey apkamPublicKey,
    Duration expiry) {

  public EnrollmentRequest {
    namespaces = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(namespaces));
    if (!namespaces.values().stream().allMatch(r -> r.equals("r") || r.equals("rw"))) {
      throw new ProtocolException(ErrorCode.AT0022, "a right is neither 'r' nor 'rw'");
    }
  }

  /** Wraps the symmetric key for the atSign. */
  public static EnrollmentRequest of(
      String appName,
      String deviceName,
      SequencedMap<String, String> namespaces,
      String otp,
      AesKey apkamSymmetricKey,
      RsaPublicKey atSignEncryptionKey,
      RsaPublicKey apkamPublicKey,
      Duration expiry) {
    return new EnrollmentRequest(
        appName,
        deviceName,
        namespaces,
        otp,
        atSignEncryptionKey.wrap(apkamSymmetricKey),
        apkamPublicKey,
        expiry);
  }

  /** The parameters of {@code enroll:request}. */
  public JsonObject toJson() {
    JsonObject.Builder rights = JsonObject.builder();
    namespaces.forEach(rights::put);
    return JsonObject.builder()
        .put("appName", appName)
        .put("deviceName", deviceName)
        .put("namespaces", rights.build())
        .put("otp", otp)
        .put("encryptedAPKAMSymmetricKey", encryptedSymmetricKey)
        .put("apkamPublicKey", apkamPublicKey.text())
        .put("apkamKeysExpiryInMillis", expiry.toMillis())
        .build();
  }

  @Override
  public String toString() {
    return "EnrollmentRequest[" + appName + ", " + deviceName + ", " + namespaces + "]";
  }
}
