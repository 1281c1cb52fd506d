package org.noports.protocol.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Turns the decrypted bytes of a control channel into lines (sessions.md 4.3). Lines end in a line
 * feed; clients before v5.6.1 send one-key requests of 77 bytes without any, so as long as no line
 * feed was seen, a read that leaves a multiple of 77 bytes is taken as that many requests. One
 * reader a channel, not thread-safe.
 */
public final class ControlLineReader {
  public static final int MAX_BUFFER_BYTES = 4096;

  /** {@code connect:<44>:<24>}. */
  static final int OLD_REQUEST_BYTES = 77;

  private final byte[] buffer = new byte[MAX_BUFFER_BYTES];
  private int length;
  private boolean mayLackLineFeeds;

  private ControlLineReader(boolean mayLackLineFeeds) {
    this.mayLackLineFeeds = mayLackLineFeeds;
  }

  /** For sessions with one key, whose client may be old. */
  public static ControlLineReader tolerant() {
    return new ControlLineReader(true);
  }

  /**
   * For sessions with twin keys, whose client always sends line feeds: there, 77 bytes can be the
   * beginning of a longer line.
   */
  public static ControlLineReader strict() {
    return new ControlLineReader(false);
  }

  /**
   * Takes what one read gave and returns the lines that are now complete, in order.
   *
   * @throws ProtocolException when more than {@value #MAX_BUFFER_BYTES} bytes came without an end:
   *     the session has to end
   */
  public List<ControlLine> feed(byte[] bytes, int offset, int count) {
    List<ControlLine> lines = new ArrayList<>();
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        mayLackLineFeeds = false;
        takeLine(lines, 0, length);
        clear();
      } else {
        if (length == MAX_BUFFER_BYTES) {
          clear();
          throw new ProtocolException(
              ErrorCode.AT0005, "the control channel sent 4096 bytes without an end of line");
        }
        buffer[length++] = bytes[i];
      }
    }
    if (mayLackLineFeeds && length > 0 && length % OLD_REQUEST_BYTES == 0) {
      for (int start = 0; start < length; start += OLD_REQUEST_BYTES) {
        takeLine(lines, start, start + OLD_REQUEST_BYTES);
      }
      clear();
    }
    return lines;
  }

  private void takeLine(List<ControlLine> lines, int start, int end) {
    String line = new String(buffer, start, end - start, StandardCharsets.ISO_8859_1).strip();
    if (!line.isEmpty()) {
      lines.add(ControlLine.parse(line));
    }
  }

  /** Forgets the bytes: they held keys. */
  private void clear() {
    Arrays.fill(buffer, 0, length, (byte) 0);
    length = 0;
  }
}
