package org.noports.protocol.name;

import org.noports.protocol.Ascii;

/** Matches one key name against the forms of atclient.md 9.2, ignoring case. Used by one thread. */
final class KeyShape {
  private final String key;
  private final boolean namespaceRequired;

  KeyShape(String key, boolean namespaceRequired) {
    this.key = key;
    this.namespaceRequired = namespaceRequired;
  }

  boolean follows(String prefix) {
    return Ascii.standsAt(key, 0, prefix);
  }

  /** The rest after the prefix is an entity and an owner. */
  boolean matchesAfter(String prefix) {
    return isEntityAndOwner(prefix.length());
  }

  /** As {@link #matchesAfter}, with an optional recipient before the entity. */
  boolean matchesAfterRecipient(String prefix) {
    int start = prefix.length();
    if (start < key.length() && key.charAt(start) == '@') {
      int colon = key.indexOf(':', start);
      return colon > 0 && isAtSign(start, colon) && isEntityAndOwner(colon + 1);
    }
    return isEntityAndOwner(start);
  }

  /** For a key that matched without prefix: whether the recipient is not the owner. */
  boolean sharedWithAnother() {
    int colon = key.indexOf(':');
    return colon > 0
        && !key.substring(0, colon).equalsIgnoreCase(key.substring(key.lastIndexOf('@')));
  }

  private boolean isEntityAndOwner(int start) {
    int at = key.indexOf('@', start);
    return at > start && isEntity(start, at) && isAtSign(at, key.length());
  }

  private boolean isEntity(int start, int end) {
    int c;
    for (int i = start; i < end; i += Character.charCount(c)) {
      c = key.codePointAt(i);
      if (!NameCharacters.inEntity(c)) {
        return false;
      }
    }
    return !namespaceRequired || endsInNamespace(start, end);
  }

  private boolean endsInNamespace(int start, int end) {
    int i = end;
    while (i > start && NameCharacters.isWord(key.charAt(i - 1))) {
      i--;
    }
    return i < end && i - 1 > start && key.charAt(i - 1) == '.';
  }

  private boolean isAtSign(int start, int end) {
    int length = end - start - 1;
    if (length < 1 || length > AtSign.MAX_LENGTH) {
      return false;
    }
    int c;
    for (int i = start + 1; i < end; i += Character.charCount(c)) {
      c = key.codePointAt(i);
      if (!NameCharacters.inAtSign(c)) {
        return false;
      }
    }
    return true;
  }
}
