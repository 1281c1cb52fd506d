package org.noports.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What a connection says until it has proved itself: one line, in however many pieces it comes,
 * within one time limit and one byte limit (sessions.md 8.2). Used by one thread.
 */
final class Intake {
  private static final int FIRST_READ = 1024;

  private final SocketChannel channel;
  private final int limit;
  private final Follower follower;
  private final long deadline;
  private byte[] bytes;
  private int length;
  private int lineEnd = -1;

  /** Is told of every read, on the thread that reads. */
  interface Follower {
    /** A read begins, which may wait. */
    void reads();

    void hasRead(boolean lineComplete);
  }

  Intake(SocketChannel channel, Duration time, int limit, Follower follower) {
    this.channel = channel;
    this.limit = limit;
    this.follower = follower;
    this.deadline = System.nanoTime() + time.toNanos();
    this.bytes = new byte[Math.min(FIRST_READ, limit)];
  }

  /** Whether the other end stays silent for so long; one that closes does not. */
  boolean isSilentFor(Duration window) throws IOException {
    try {
      if (length == 0) {
        read(window.toMillis());
      }
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  /** Whether nothing was read. */
  boolean isEmpty() {
    return length == 0;
  }

  /** Whether the first byte read is this one. */
  boolean beginsWith(char first) {
    return length > 0 && bytes[0] == first;
  }

  /** The line without its line feed. */
  byte[] line() throws IOException, NotProved {
    while (lineEnd < 0) {
      if (length >= limit) {
        throw new NotProved(AuthFailure.TOO_LONG);
      }
      if (!read(Long.MAX_VALUE)) {
        throw new NotProved(AuthFailure.CLOSED);
      }
    }
    return Arrays.copyOf(bytes, lineEnd);
  }

  /** What came after the line: session data already. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, lineEnd + 1, length);
  }

  /** Where the connection comes from. */
  Network from() throws IOException {
    return Network.of(channel);
  }

  /** Sends a line; the little that is said here always fits into an unused socket. */
  void say(String line) throws IOException {
    ByteBuffer text = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    while (text.hasRemaining()) {
      channel.write(text);
    }
  }

  private boolean read(long millis) throws IOException {
    long left = Math.min(millis, (deadline - System.nanoTime()) / 1_000_000);
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(2 * length, limit));
    }
    channel.socket().setSoTimeout((int) left);
    InputStream in = channel.socket().getInputStream();
    follower.reads();
    int read = in.read(bytes, length, bytes.length - length);
    if (read < 0) {
      return false;
    }
    for (int i = length; i < length + read && lineEnd < 0; i++) {
      if (bytes[i] == '\n') {
        lineEnd = i;
      }
    }
    length += read;
    follower.hasRead(lineEnd >= 0);
    return true;
  }
}
