package org.noports.protocol.name;

import org.jspecify.annotations.Nullable;

/**
 * A full key name taken apart: {@code [cached:][public:|@sharedWith:]name@owner}, lower case.
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

  public static AtKey parse(String key) {
    throw new UnsupportedOperationException("not built yet");
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

  /** The full text as it is stored and sent. */
  public String text() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The text after the last dot of the name, or null. */
  public @Nullable String namespace() {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public String toString() {
    return text();
  }
}
