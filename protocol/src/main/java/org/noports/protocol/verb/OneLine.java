package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Keeps line feeds out of commands: a text that held one would go out as a second command
 * (atprotocol.md 2.2, 5.4).
 */
final class OneLine {
  private OneLine() {}

  static void require(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && text.indexOf('\n') >= 0) {
        throw new ProtocolException(
            ErrorCode.AT0003, "Invalid syntax. A command holds no line feed");
      }
    }
  }
}
