package org.noports.protocol.name;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * A full key name taken apart: {@code [cached:][public:|@sharedWith:]name@owner}, lower case.
 * Whether the name is one that may be stored is {@link KeyKind}'s to say. Immutable.
 *
 * @param cached whether it is a cached copy
 * @param isPublic whether it begins with {@code public:}
 * @param sharedWith the recipient, or null
 * @param name what stands before the owner, namespace included ({@code ping.dev1.sshnp})
 * @param owner the owner, or null for {@code privatekey:} names
 */
public record AtKey(
    boolean cached,
    boolean isPublic,
    @Nullable AtSign sharedWith,
    String name,
    @Nullable AtSign owner) {

  /** The longest key a server stores; {@value #MAX_CACHED_LENGTH} when it is cached. */
  public static final int MAX_LENGTH = 248;

  public static final int MAX_CACHED_LENGTH = 255;

  private static final String CACHED = "cached:";
  private static final String PUBLIC = "public:";

  public AtKey {
    name = name.toLowerCase(Locale.ROOT);
    if (name.isEmpty() || (name.indexOf('@') >= 0 && !name.startsWith("private:@"))) {
      throw new ProtocolException(ErrorCode.AT0016, "a key needs a name without @");
    }
    if (hasBlanks(name)) {
      throw new ProtocolException(ErrorCode.AT0016, "a key's name holds no white space");
    }
    if (isPublic && sharedWith != null) {
      throw new ProtocolException(ErrorCode.AT0016, "a public key is shared with nobody");
    }
  }

  /** Whether a key may have this name, which says nothing of the kind of key it would be. */
  public static boolean isName(String name) {
    return !name.isEmpty() && name.indexOf('@') < 0 && !hasBlanks(name);
  }

  private static boolean hasBlanks(String name) {
    return name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  /** Takes a full key name apart; ProtocolException (AT0016) when it has no such form. */
  public static AtKey parse(String key) {
    String rest = key.strip().toLowerCase(Locale.ROOT);
    boolean cached = rest.startsWith(CACHED);
    rest = cached ? rest.substring(CACHED.length()) : rest;
    boolean isPublic = rest.startsWith(PUBLIC);
    rest = isPublic ? rest.substring(PUBLIC.length()) : rest;
    AtSign sharedWith = null;
    if (!isPublic && rest.startsWith("@")) {
      int colon = rest.indexOf(':');
      if (colon < 0) {
        throw new ProtocolException(ErrorCode.AT0016, "a recipient needs a : after it");
      }
      sharedWith = AtSign.of(rest.substring(0, colon));
      rest = rest.substring(colon + 1);
    }
    int at = rest.lastIndexOf('@');
    if (at < 0) {
      return new AtKey(cached, isPublic, sharedWith, rest, null);
    }
    return new AtKey(
        cached, isPublic, sharedWith, rest.substring(0, at), AtSign.of(rest.substring(at)));
  }

  public static AtKey publicKey(String name, AtSign owner) {
    return new AtKey(false, true, null, name, owner);
  }

  public static AtKey self(String name, AtSign owner) {
    return new AtKey(false, false, null, name, owner);
  }

  public static AtKey shared(AtSign with, String name, AtSign owner) {
    return new AtKey(false, false, with, name, owner);
  }

  /** The same key as the cached copy another atSign's server holds. */
  public AtKey asCached() {
    return new AtKey(true, isPublic, sharedWith, name, owner);
  }

  /** The full text as it is stored and sent. */
  public String text() {
    return (cached ? CACHED : "") + scope() + name + (owner == null ? "" : owner.text());
  }

  /** {@code public:}, {@code @sharedWith:} or nothing. */
  public String scope() {
    return isPublic ? PUBLIC : sharedWith == null ? "" : sharedWith.text() + ":";
  }

  /** The text after the last dot of the name, or null. */
  public @Nullable String namespace() {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? null : name.substring(dot + 1);
  }

  @Override
  public String toString() {
    return text();
  }
}
