package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/**
 * {@code pkam:[signingAlgo:x:][hashingAlgo:y:][enrollmentId:z:]<signature>} (atprotocol.md 7.2).
 * The signature is not decoded here.
 */
public record Pkam(
    @Nullable String signingAlgo,
    @Nullable String hashingAlgo,
    @Nullable String enrollmentId,
    String signature)
    implements Command {
  public Pkam {
    OneLine.require(signingAlgo, hashingAlgo, enrollmentId, signature);
  }

  @Override
  public String line() {
    return "pkam:"
        + (signingAlgo == null ? "" : "signingAlgo:" + signingAlgo + ":")
        + (hashingAlgo == null ? "" : "hashingAlgo:" + hashingAlgo + ":")
        + (enrollmentId == null ? "" : "enrollmentId:" + enrollmentId + ":")
        + signature;
  }

  /** Without the signature, which logs a client in while its challenge lives. */
  @Override
  public String toString() {
    return "Pkam[enrollmentId=" + enrollmentId + ", ...]";
  }
}
