package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * {@code scan[:showhidden:true][:@other][ regex]} (atprotocol.md 3.4.1).
 *
 * @param forAtSign whose server to ask, or null for the own one
 */
public record Scan(boolean showHidden, @Nullable AtSign forAtSign, @Nullable String regex)
    implements Command {
  public Scan {
    OneLine.require(regex);
  }

  @Override
  public String line() {
    return "scan"
        + (showHidden ? ":showhidden:true" : "")
        + (forAtSign == null ? "" : ":" + forAtSign.text())
        + (regex == null ? "" : " " + regex);
  }
}
