package org.noports.atserver.connection;

import org.noports.atserver.Limits;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * What a connection may send before it has logged in (atprotocol.md 9.1, item 20): short lines, and
 * not many bytes in all. One thread.
 */
final class PreLoginBudget {
  private final Limits limits;
  private long total;
  private int line;

  PreLoginBudget(Limits limits) {
    this.limits = limits;
  }

  void spend(byte[] chunk, int length) {
    total += length;
    for (int i = 0; i < length; i++) {
      line = chunk[i] == '\n' ? 0 : line + 1;
      if (line > limits.unauthenticatedLineBytes()) {
        throw new ProtocolException(ErrorCode.AT0005, "line too long before authentication");
      }
    }
    if (total > limits.unauthenticatedBytes()) {
      throw new ProtocolException(ErrorCode.AT0005, "too much data before authentication");
    }
  }
}
