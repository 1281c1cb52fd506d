package org.noports.protocol.verb;

import java.util.Locale;
import org.noports.protocol.name.AtSign;

/**
 * {@code lookup:[bypassCache:true:][meta:|all:]<key>@<owner>} (atprotocol.md 3.4.3). The key has no
 * prefix: the state of the connection decides which one is meant.
 */
public record Lookup(boolean bypassCache, Mode mode, String key, AtSign owner) implements Command {
  public Lookup {
    OneLine.require(key);
    key = key.toLowerCase(Locale.ROOT);
  }

  @Override
  public String line() {
    return "lookup:"
        + (bypassCache ? "bypassCache:true:" : "")
        + mode.prefix()
        + key
        + owner.text();
  }
}
