package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.EnrollmentSignature;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.SigningKeyRecord;

/**
 * Checks the second signature a request may carry (sessions.md 2.4). Malformed, foreign or wrong is
 * refused always; absent, or of a key that cannot be fetched, only when one is required.
 * Thread-safe.
 */
final class EnrollmentCheck {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final boolean required;

  EnrollmentCheck(DaemonEdge edge, boolean required) {
    this.edge = edge;
    this.required = required;
  }

  boolean required() {
    return required;
  }

  /** The key that signed, to be watched while the session lives; null when there is none. */
  @Nullable SigningKeyUri check(SignedEnvelope envelope, AtSign sender) {
    try {
      EnrollmentSignature signature = envelope.enrollmentSignature();
      if (signature == null) {
        if (required) {
          throw Refusal.enrollmentSignatureMissing();
        }
        return null;
      }
      if (!signature.keyUri().owner().equals(sender)) {
        throw Refusal.badEnrollmentSignature("its key is not one of " + sender, null);
      }
      String record = fetch(signature.keyUri());
      if (record == null) {
        return null;
      }
      SigningKeyRecord.parse(record)
          .check(
              envelope.payload().canonical(),
              signature.signature(),
              signature.signingAlgo(),
              signature.hashingAlgo(),
              signature.kid());
      return signature.keyUri();
    } catch (ProtocolException e) {
      throw Refusal.badEnrollmentSignature(String.valueOf(e.getMessage()), e);
    }
  }

  /** Null when it is not to be had and need not be. */
  private @Nullable String fetch(SigningKeyUri uri) {
    try {
      String record = edge.publicRecord(AtKey.parse(uri.text()));
      if (record == null && required) {
        throw Refusal.enrollmentSignatureUnchecked(uri + " is not published", null);
      }
      return record;
    } catch (AtClientException e) {
      if (required) {
        throw Refusal.enrollmentSignatureUnchecked(String.valueOf(e.getMessage()), e);
      }
      LOG.log(Level.WARNING, () -> "Enrollment key " + uri + " not found, going on without it", e);
      return null;
    }
  }
}
