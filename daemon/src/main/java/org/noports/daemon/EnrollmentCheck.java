package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.EnrollmentSignature;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.SigningKeyRecord;

/**
 * Checks the second signature a request may carry (sessions.md 2.4): absent is fine; malformed,
 * foreign or wrong is refused; one whose key cannot be fetched is let pass. Thread-safe.
 */
final class EnrollmentCheck {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;

  EnrollmentCheck(DaemonEdge edge) {
    this.edge = edge;
  }

  void check(SignedEnvelope envelope, AtSign sender) {
    try {
      EnrollmentSignature signature = envelope.enrollmentSignature();
      if (signature == null) {
        return;
      }
      if (!signature.keyUri().owner().equals(sender)) {
        throw Refusal.badEnrollmentSignature("its key is not one of " + sender, null);
      }
      String record = fetch(signature);
      if (record != null) {
        SigningKeyRecord.parse(record)
            .check(
                envelope.payload().canonical(),
                signature.signature(),
                signature.signingAlgo(),
                signature.hashingAlgo(),
                signature.kid());
      }
    } catch (ProtocolException e) {
      throw Refusal.badEnrollmentSignature(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable String fetch(EnrollmentSignature signature) {
    try {
      return edge.get(AtKey.parse(signature.keyUri().text()));
    } catch (AtClientException e) {
      LOG.log(
          Level.WARNING,
          () -> "Enrollment key " + signature.keyUri() + " not found, going on without it",
          e);
      return null;
    }
  }
}
