package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** {@code from:@alice[:clientConfig:{...}]} (atprotocol.md 3.3.1). */
public record From(AtSign atSign, @Nullable JsonObject clientConfig) implements Command {
  @Override
  public String line() {
    return "from:"
        + atSign.text()
        + (clientConfig == null ? "" : ":clientConfig:" + clientConfig.canonical());
  }
}
