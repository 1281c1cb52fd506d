package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * {@code scan[:cl][:showhidden:true][:@other][ regex]} (atprotocol.md 3.4.1).
 *
 * @param commitLog whether the entries of the commit log are wanted in place of keys
 * @param forAtSign whose server to ask, or null for the own one
 */
public record Scan(
    boolean commitLog, boolean showHidden, @Nullable AtSign forAtSign, @Nullable String regex)
    implements Command {
  public Scan {
    OneLine.require(regex);
  }

  /** For keys. */
  public Scan(boolean showHidden, @Nullable AtSign forAtSign, @Nullable String regex) {
    this(false, showHidden, forAtSign, regex);
  }

  @Override
  public String line() {
    return "scan"
        + (commitLog ? ":cl" : "")
        + (showHidden ? ":showhidden:true" : "")
        + (forAtSign == null ? "" : ":" + forAtSign.text())
        + (regex == null ? "" : " " + regex);
  }
}
