package org.noports.protocol.keys;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.name.AtSign;

/**
 * What a keys file holds (atclient.md 3). Every component's {@code toString} is redacted.
 *
 * @param pkam the pair that logs in
 * @param encryption the atSign's pair, which signs envelopes and wraps shared keys
 * @param selfKey encrypts what the atSign keeps for itself
 * @param apkamSymmetricKey of this enrolment; null in legacy files
 * @param enrollmentId its presence selects APKAM login; null in legacy files
 */
public record AtKeys(
    AtSign atSign,
    RsaKeyPair pkam,
    RsaKeyPair encryption,
    AesKey selfKey,
    @Nullable AesKey apkamSymmetricKey,
    @Nullable String enrollmentId) {

  private static final int MAX_ENROLLMENT_ID = 64;

  public AtKeys {
    if (enrollmentId != null && !plain(enrollmentId)) {
      throw new ProtocolException(
          ErrorCode.AT0022, "an enrollment id is not 1 to 64 letters, digits, '-' or '_'");
    }
  }

  private static boolean plain(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ENROLLMENT_ID
        && id.chars()
            .allMatch(c ->
                (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '-'
                    || c == '_');
  }

  /** The name under which the enrolment's signing key is published (sessions.md 2.4). */
  public String signingKeyName() {
    return enrollmentId == null ? "primary" : enrollmentId;
  }
}
