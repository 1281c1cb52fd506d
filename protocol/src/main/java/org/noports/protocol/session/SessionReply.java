package org.noports.protocol.session;

import org.noports.protocol.envelope.SignedEnvelope;

/** What arrives as message #7 (sessions.md 1.7): the first byte tells success from refusal. */
public sealed interface SessionReply {

  /** A signed answer whose signature has still to be checked. */
  record Signed(SignedEnvelope envelope) implements SessionReply {}

  /** The daemon's own words, unsigned and from the network: bound in length, escape to show. */
  record Refused(String reason) implements SessionReply {}

  /** A longer refusal is cut. */
  int MAX_REASON_LENGTH = 1024;

  static SessionReply parse(String value) {
    if (value.startsWith("{")) {
      return new Signed(SignedEnvelope.parse(value));
    }
    return new Refused(
        value.length() > MAX_REASON_LENGTH ? value.substring(0, MAX_REASON_LENGTH) : value);
  }
}
