package org.noports.atserver.access;

import java.util.Locale;

/**
 * Where an enrollment's signing key stands (atprotocol.md 5.3): its name tells the state of the
 * enrollment, so that whoever trusts the key sees when it was withdrawn. Pure.
 */
public enum SigningKeyRecord {
  APPROVED("a"),
  REVOKED("r"),
  DELETED("d");

  private static final String PREFIX = "public:_apsk.";

  private static final String SUFFIX = ".__e";

  private final String state;

  SigningKeyRecord(String state) {
    this.state = state;
  }

  /** The key without its owner. */
  public String nameOf(String enrollmentId) {
    return PREFIX + enrollmentId.toLowerCase(Locale.ROOT) + "." + state + SUFFIX;
  }
}
