package org.noports.atserver.directory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client of the directory sends into lines of at most {@value #MAX_CHARACTERS}
 * characters (atprotocol.md 1.2). A character may be split between two reads. One thread.
 */
final class NameLines {
  static final int MAX_CHARACTERS = 255;

  /** No character takes more bytes. */
  private static final int MAX_BYTES = 4 * MAX_CHARACTERS + 2;

  private byte[] bytes = new byte[0];
  private boolean damaged;

  /** False when the line under way is too long. */
  boolean add(byte[] chunk, int count) {
    byte[] joined = new byte[bytes.length + count];
    System.arraycopy(bytes, 0, joined, 0, bytes.length);
    System.arraycopy(chunk, 0, joined, bytes.length, count);
    bytes = joined;
    return longestLine() <= MAX_BYTES;
  }

  private int longestLine() {
    int longest = 0;
    int length = 0;
    for (byte each : bytes) {
      length = each == '\n' ? 0 : length + 1;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** The next whole line without its line feed, or null. */
  @Nullable String next() {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        String line = decode(ByteBuffer.wrap(bytes, 0, i), true);
        byte[] rest = new byte[bytes.length - i - 1];
        System.arraycopy(bytes, i + 1, rest, 0, rest.length);
        bytes = rest;
        return damaged ? null : line;
      }
    }
    return null;
  }

  /** What stands after the last line feed. */
  String pending() {
    return decode(ByteBuffer.wrap(bytes), false);
  }

  /** Whether something was not UTF-8 or a line too long: the connection is beyond use. */
  boolean damaged() {
    if (!damaged) {
      decode(ByteBuffer.wrap(bytes), false);
    }
    return damaged;
  }

  private String decode(ByteBuffer text, boolean whole) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(text.remaining() + 1);
    try {
      CoderResult result = decoder.decode(text, out, whole);
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      damaged = true;
      return "";
    }
    String decoded = out.flip().toString();
    String line = decoded.endsWith("\r") ? decoded.substring(0, decoded.length() - 1) : decoded;
    if (line.length() > MAX_CHARACTERS) {
      damaged = true;
    }
    return line;
  }
}
