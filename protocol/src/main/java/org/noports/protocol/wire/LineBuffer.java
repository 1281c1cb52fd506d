package org.noports.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Cuts received bytes into lines (atprotocol.md 2.2). Used by the one thread that reads the
 * connection, which adds what one read gave and takes lines until there is none; so it never holds
 * more than one line and one read.
 */
public final class LineBuffer {
  /** The longest line of the protocol, without its line feed. */
  public static final int MAX_LINE_BYTES = 10_240_000;

  private static final int INITIAL_CAPACITY = 1024;

  private final int maxLineBytes;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int start;
  private int end;

  /** Bytes from {@code start} up to here hold no line feed. */
  private int scanned;

  public LineBuffer(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  public void add(byte[] source, int offset, int length) {
    if (end + length > bytes.length) {
      makeRoom(length);
    }
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  /**
   * The next whole line without its line feed and one carriage return before it; null when there is
   * none yet.
   *
   * @throws ProtocolException AT0003 when the line is not UTF-8: that line is gone and the next can
   *     be taken; AT0005 when it is longer than allowed: the connection is beyond use
   */
  public @Nullable String next() {
    while (scanned < end && bytes[scanned] != '\n') {
      scanned++;
    }
    if (scanned - start > maxLineBytes) {
      throw new ProtocolException(
          ErrorCode.AT0005, "a line is longer than " + maxLineBytes + " bytes");
    }
    if (scanned == end) {
      return null;
    }
    int from = start;
    int to = scanned > start && bytes[scanned - 1] == '\r' ? scanned - 1 : scanned;
    start = scanned + 1;
    scanned = start;
    try {
      return decode(from, to);
    } finally {
      releaseWhenEmpty();
    }
  }

  /**
   * The bytes after the last line feed as text: a bare prompt or the beginning of a line.
   * Characters that have not arrived in full show as U+FFFD.
   */
  public String pending() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** How many bytes {@link #pending} stands for, plus lines not yet taken. */
  public int size() {
    return end - start;
  }

  /** Forgets everything that is held, such as a bare prompt that has been understood. */
  public void clear() {
    start = end;
    scanned = end;
    releaseWhenEmpty();
  }

  private String decode(int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException(ErrorCode.AT0003, "the line is not UTF-8", e);
    }
  }

  private void makeRoom(int length) {
    int held = end - start;
    int needed = Math.addExact(held, length);
    byte[] target =
        needed <= bytes.length
            ? bytes
            : new byte[Math.max(needed, Math.min(2 * bytes.length, 1 << 24))];
    System.arraycopy(bytes, start, target, 0, held);
    bytes = target;
    scanned -= start;
    start = 0;
    end = held;
  }

  /** An idle connection keeps only a small array. */
  private void releaseWhenEmpty() {
    if (start == end) {
      start = 0;
      end = 0;
      scanned = 0;
      if (bytes.length > 16 * INITIAL_CAPACITY) {
        bytes = new byte[INITIAL_CAPACITY];
      }
    }
  }
}
