package org.noports.protocol.verb;

import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;

/** {@code update:meta:[public:|@bob:]<key>@<owner><metadata>} (atprotocol.md 3.5.1). */
public record UpdateMeta(AtKey key, Metadata metadata) implements Command {
  @Override
  public String line() {
    return "update:meta:" + key.text() + metadata.fragment();
  }
}
