package org.noports.protocol.wire;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/** One line a server wrote, as its client reads it (atclient.md 4.3). */
public sealed interface ServerLine {
  /**
   * {@code data:<payload>}.
   *
   * @param payload everything after the colon, as written: {@code stats} and {@code notify:all}
   *     begin with a blank, and a stored value may
   */
  record Data(String payload) implements ServerLine {
    /** Without the payload, which may be a secret. */
    @Override
    public String toString() {
      return "Data[" + payload.length() + " characters]";
    }
  }

  /**
   * {@code error:...} in any of its forms.
   *
   * @param code AT0011 when the code is not one we know
   * @param rawCode the code as written
   * @param message what stood after it
   */
  record Failure(ErrorCode code, String rawCode, String message) implements ServerLine {}

  /** {@code notification: {...}}. */
  record NotificationLine(String json) implements ServerLine {}

  /** {@code stream:...}. */
  record StreamLine(String text) implements ServerLine {}

  /** The bare prompt {@code @alice@}: pol was accepted. */
  record PolAccepted(AtSign as) implements ServerLine {}
}
