package org.noports.protocol.enrollment;

import java.util.Locale;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** The states of an enrolment (atclient.md 6.5). */
public enum EnrollmentState {
  PENDING,
  APPROVED,
  DENIED,
  REVOKED,
  EXPIRED;

  /** The wire text. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static EnrollmentState of(String text) {
    for (EnrollmentState state : values()) {
      if (state.text().equals(text)) {
        return state;
      }
    }
    throw new ProtocolException(ErrorCode.AT0022, "an enrollment's status is not known");
  }
}
