package org.noports.atserver.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an enrollment's signing key stands (atprotocol.md 5.3): its name tells the state of the
 * enrollment, so that whoever trusts the key sees when it was withdrawn. Pure.
 */
public enum SigningKeyRecord {
  APPROVED("a"),
  REVOKED("r"),
  DELETED("d");

  /** What the names of all of them begin with. */
  static final String PREFIX = "public:_apsk.";

  private static final String SUFFIX = ".__e";

  private final String state;

  SigningKeyRecord(String state) {
    this.state = state;
  }

  /** The key without its owner. */
  public String nameOf(String enrollmentId) {
    return PREFIX + enrollmentId.toLowerCase(Locale.ROOT) + "." + state + SUFFIX;
  }

  /** The enrollment of a key's name without its owner; null when the key is not in this state. */
  @Nullable String enrollmentOf(String name) {
    String end = "." + state + SUFFIX;
    return name.startsWith(PREFIX) && name.length() > PREFIX.length() && name.endsWith(end)
        ? name.substring(PREFIX.length(), name.length() - end.length())
        : null;
  }
}
