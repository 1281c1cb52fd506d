package org.noports.protocol.name;

import java.util.regex.Pattern;

/**
 * The kinds of key names, in the order they are tested (atprotocol.md 5.1, atclient.md 9.2).
 * Lengths are not part of the kind: see {@link AtKey#MAX_LENGTH}.
 */
public enum KeyKind {
  RESERVED,
  PUBLIC,
  PRIVATE,
  SELF,
  SHARED,
  CACHED_PUBLIC,
  CACHED_SHARED,
  LOCAL,
  INVALID;

  private static final String AT_SIGN =
      "@[\\w\\-\\x{A9}\\x{AE}\\x{2000}-\\x{3300}\\x{FE00}-\\x{FE0F}\\x{1F000}-\\x{1FBFF}]{1,55}+";

  /** Names a server keeps for itself. Bounded and without nested repetition. */
  private static final Pattern RESERVED_NAME =
      Pattern.compile(
          "privatekey:(?:at_pkam_publickey|at_pkam_privatekey|privatekey|self_encryption_key"
              + "|at_secret|at_secret_deleted|signing_keypair_generated|commitLogCompactionStats"
              + "|accessLogCompactionStats|notificationCompactionStats)\\z"
              + "|configkey\\z"
              + "|^_[\\w\\-.]++\\z"
              + ("|private:blocklist" + AT_SIGN)
              + ("|public:signing_publickey" + AT_SIGN)
              + ("|public:publickey" + AT_SIGN)
              + ("|^" + AT_SIGN + ":(?:signing_privatekey|shared_key)" + AT_SIGN)
              + ("|shared_key\\." + AT_SIGN.substring(1) + AT_SIGN),
          Pattern.CASE_INSENSITIVE);

  /**
   * Classifies a full key name. The reserved names are searched for anywhere in it, as the
   * reference does; a server that grants rights by kind asks {@link #isReserved} instead.
   */
  public static KeyKind of(String key, boolean namespaceRequired) {
    if (RESERVED_NAME.matcher(key).find()) {
      return RESERVED;
    }
    KeyShape shape = new KeyShape(key, namespaceRequired);
    if (shape.follows("public:")) {
      return shape.matchesAfter("public:") ? PUBLIC : INVALID;
    }
    if (shape.follows("private:")) {
      return shape.matchesAfterRecipient("private:") ? PRIVATE : INVALID;
    }
    if (shape.follows("cached:public:")) {
      return shape.matchesAfter("cached:public:") ? CACHED_PUBLIC : INVALID;
    }
    if (shape.follows("cached:@")) {
      return shape.matchesAfterRecipient("cached:") ? CACHED_SHARED : INVALID;
    }
    if (shape.follows("local:")) {
      return shape.matchesAfter("local:") ? LOCAL : INVALID;
    }
    if (!shape.matchesAfterRecipient("")) {
      return INVALID;
    }
    return shape.sharedWithAnother() ? SHARED : SELF;
  }

  /**
   * Whether the whole key is a reserved name. {@code evil.shared_key.ns@alice} is not
   * (atprotocol.md 9.1, number 14).
   */
  public static boolean isReserved(String key) {
    return RESERVED_NAME.matcher(key).matches();
  }
}
