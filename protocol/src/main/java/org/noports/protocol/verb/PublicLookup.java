package org.noports.protocol.verb;

import java.util.Locale;
import org.noports.protocol.name.AtSign;

/**
 * {@code plookup:[bypassCache:true:][meta:|all:]<key>@<owner>}: a public key of anybody, through
 * the own server (atprotocol.md 3.4.4).
 */
public record PublicLookup(boolean bypassCache, Mode mode, String key, AtSign owner)
    implements Command {
  public PublicLookup {
    OneLine.require(key);
    key = key.toLowerCase(Locale.ROOT);
  }

  @Override
  public String line() {
    return "plookup:"
        + (bypassCache ? "bypassCache:true:" : "")
        + mode.prefix()
        + key
        + owner.text();
  }
}
