package org.noports.tunnel.records;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One direction between two sockets that carry records, in the hands of somebody on the path: it
 * sees where records begin and end, and does to one of them what a test wants.
 */
public final class RecordMeddler {
  /** What is done to one record. */
  public enum Attack {
    NOTHING,
    SHORTEN_LENGTH,
    FLIP_TYPE,
    FLIP_TAG,
    CUT_BEFORE,
    CUT_WITHIN,
    DROP,
    REPEAT,
    SWAP_WITH_NEXT,
    INSERT
  }

  private final Attack attack;
  private final int victim;
  private final AtomicInteger seen = new AtomicInteger();
  private byte @Nullable [] held;

  public RecordMeddler(Attack attack, int victim) {
    this.attack = attack;
    this.victim = victim;
  }

  /** Somebody who only looks. */
  public static RecordMeddler harmless() {
    return new RecordMeddler(Attack.NOTHING, -1);
  }

  /** Records that came so far. */
  public int seen() {
    return seen.get();
  }

  /** Copies until one of them closes, or the attack does. Both are closed then. */
  public void run(SocketChannel from, SocketChannel to) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.socket().getInputStream());
      OutputStream out = to.socket().getOutputStream();
      while (true) {
        byte[] record = next(in);
        if (attack == Attack.CUT_WITHIN && seen.get() == victim) {
          out.write(record, 0, record.length / 2);
          return;
        }
        out.write(altered(record, seen.get()));
        seen.incrementAndGet();
      }
    } catch (EOFException e) {
      // One of them is done, or the attack was to be so.
    } catch (IOException e) {
      // Reset: the other one is closed as well.
    } finally {
      seen.addAndGet(1_000);
    }
  }

  private static byte[] next(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    byte[] record = new byte[2 + length];
    record[0] = (byte) (length >>> 8);
    record[1] = (byte) length;
    in.readFully(record, 2, length);
    return record;
  }

  private byte[] altered(byte[] record, int index) throws IOException {
    byte[] before = held;
    if (before != null) {
      held = null;
      return joined(record, before);
    }
    return index == victim ? attacked(record) : record;
  }

  private byte[] attacked(byte[] record) throws IOException {
    return switch (attack) {
      case NOTHING -> record;
      case SHORTEN_LENGTH -> {
        int length = record.length - 3;
        record[0] = (byte) (length >>> 8);
        record[1] = (byte) length;
        yield record;
      }
      case FLIP_TYPE -> flipped(record, 2);
      case FLIP_TAG -> flipped(record, record.length - 1);
      case CUT_BEFORE, CUT_WITHIN -> throw new EOFException();
      case DROP -> new byte[0];
      case REPEAT -> joined(record, record);
      case SWAP_WITH_NEXT -> {
        held = record;
        yield new byte[0];
      }
      case INSERT -> joined(new byte[19], record);
    };
  }

  private static byte[] flipped(byte[] record, int at) {
    record[at] ^= 0x10;
    return record;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
