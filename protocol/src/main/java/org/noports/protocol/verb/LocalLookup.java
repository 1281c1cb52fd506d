package org.noports.protocol.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** {@code llookup:[meta:|all:][cached:][public:|@bob:]<key>@<owner>} (atprotocol.md 3.4.2). */
public record LocalLookup(
    Mode mode,
    boolean cached,
    boolean isPublic,
    @Nullable AtSign sharedWith,
    String key,
    AtSign owner)
    implements Command {
  public LocalLookup {
    OneLine.require(key);
    key = key.toLowerCase(Locale.ROOT);
  }

  public static LocalLookup of(Mode mode, AtKey key) {
    AtSign owner = key.owner();
    if (owner == null) {
      throw new IllegalArgumentException("a key without owner cannot be looked up");
    }
    return new LocalLookup(mode, key.cached(), key.isPublic(), key.sharedWith(), key.name(), owner);
  }

  /** The full name of the key asked for, which need not be one that can exist. */
  public String fullKey() {
    return (cached ? "cached:" : "")
        + (isPublic ? "public:" : sharedWith == null ? "" : sharedWith.text() + ":")
        + key
        + owner.text();
  }

  @Override
  public String line() {
    return "llookup:" + mode.prefix() + fullKey();
  }
}
