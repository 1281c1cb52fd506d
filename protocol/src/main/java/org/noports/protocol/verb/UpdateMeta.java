package org.noports.protocol.verb;

import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;

/**
 * {@code update:meta:[nc:][public:|@bob:]<key>@<owner><metadata>} (atprotocol.md 3.5.1).
 *
 * @param noCommit without a commit entry
 */
public record UpdateMeta(AtKey key, Metadata metadata, boolean noCommit) implements Command {
  @Override
  public String line() {
    return "update:meta:" + (noCommit ? "nc:" : "") + key.text() + metadata.fragment();
  }
}
