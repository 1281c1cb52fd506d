package org.noports.atserver.verb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.EcdsaP256;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.MlDsaPublicKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.verb.Pkam;

/** {@code pkam}: login with an enrollment's key, or the old one without (atprotocol.md 7.2). */
final class PkamHandler {
  static final String LEGACY_KEY = "privatekey:at_pkam_publickey";

  /** Names the enrollment of the last activation. */
  private static final String ACTIVATED = "private:activated.__enrollments";

  private static final String FAILED = "pkam authentication failed";

  private final AtServer server;

  PkamHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Pkam command, Session session) throws InterruptedException {
    String challenge = Logins.challenge(server, session);
    String named = command.enrollmentId();
    Enrollment enrollment = named == null ? activated() : approved(named, session);
    String id = enrollment == null ? null : enrollment.id();
    String publicKey = enrollment == null ? legacyKey() : enrollment.apkamPublicKey();
    String algorithm = enrollment == null ? null : enrollment.signingAlgo();
    if (!verifies(command, algorithm, publicKey, challenge)) {
      throw Logins.failed(server, session, FAILED);
    }
    server.loggedInByPkam();
    return Logins.succeeded(server, session, new Authentication.Owner(id, false));
  }

  /** Clients that name no enrollment are that of the last activation from now on. */
  static void noteActivated(AtServer server, String enrollmentId) {
    server.records().keep(ACTIVATED + server.atSign(), enrollmentId);
  }

  /** Whose key counts where none is named, unless there is a key of its own for that (7.3). */
  private @Nullable Enrollment activated() {
    StoredRecord noted = server.records().get(ACTIVATED + server.atSign());
    if (noted == null || server.records().get(LEGACY_KEY) != null) {
      return null;
    }
    Enrollment enrollment = server.enrollments().find(noted.value());
    return enrollment != null && enrollment.isApproved() ? enrollment : null;
  }

  private Enrollment approved(String id, Session session) throws InterruptedException {
    Enrollment enrollment = server.enrollments().find(id);
    String subject = "enrollment_id: " + id + " is ";
    if (enrollment == null) {
      // An id that does not exist is a guess: it costs what a wrong signature costs.
      Refusal failed = Logins.failed(server, session, FAILED);
      Refusal answer = Refusal.ofState(ErrorCode.AT0028, subject + "expired or invalid");
      throw failed.closing() ? answer.thenClose() : answer;
    }
    return switch (enrollment.state()) {
      case APPROVED -> enrollment;
      case PENDING -> throw notApproved(session, ErrorCode.AT0026, subject + "pending");
      case DENIED -> throw notApproved(session, ErrorCode.AT0025, subject + "denied");
      case REVOKED -> throw notApproved(session, ErrorCode.AT0027, subject + "revoked");
      case EXPIRED -> throw notApproved(session, ErrorCode.AT0028, subject + "expired or invalid");
    };
  }

  private static Refusal notApproved(Session session, ErrorCode code, String message) {
    session.authenticated(Authentication.ANONYMOUS);
    return Refusal.ofState(code, message);
  }

  private String legacyKey() {
    StoredRecord record = server.records().get(LEGACY_KEY);
    if (record == null) {
      throw Refusal.notFound(LEGACY_KEY);
    }
    return record.value();
  }

  /** The algorithm of the enrollment counts; only where it names none, what the client says. */
  private static boolean verifies(
      Pkam command, @Nullable String enrolledAlgorithm, String publicKey, String challenge) {
    String algorithm =
        Objects.requireNonNullElse(
            enrolledAlgorithm, Objects.requireNonNullElse(command.signingAlgo(), "rsa2048"));
    return verifies(algorithm, command.hashingAlgo(), publicKey, challenge, command.signature());
  }

  /** Whether the key signed that text; never throws on garbage. */
  static boolean verifies(
      String algorithm,
      @Nullable String hashing,
      String publicKey,
      String signed,
      String signature) {
    try {
      return switch (algorithm) {
        case "rsa2048" ->
            RsaPublicKey.fromText(publicKey)
                .verify(
                    signed,
                    signature,
                    HashAlgorithm.of(Objects.requireNonNullElse(hashing, "sha256")));
        case "mldsa65" -> MlDsaPublicKey.fromText(publicKey).verify(signed, signature);
        case "ecc_secp256r1" -> EcdsaP256.verify(publicKey, signed, signature);
        default -> false;
      };
    } catch (CryptoException e) {
      return false;
    }
  }
}
