package org.noports.atclient.sharing;

import org.jspecify.annotations.Nullable;
import org.noports.atclient.ServerRefused;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.verb.Command;

/** The logged-in atServer, as seen by those who only have a question. Thread-safe. */
@FunctionalInterface
public interface Commands {
  /** The payload of the answer; {@link ServerRefused} for an error answer. */
  String request(Command command);

  /** As {@link #request}; null when the answer says that there is no such key. */
  default @Nullable String find(Command command) {
    try {
      String payload = request(command);
      return payload.strip().equals("null") ? null : payload;
    } catch (ServerRefused e) {
      if (e.code().equals(ErrorCode.AT0015.name())) {
        return null;
      }
      throw e;
    }
  }
}
