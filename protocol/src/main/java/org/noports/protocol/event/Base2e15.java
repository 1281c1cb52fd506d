package org.noports.protocol.event;

import java.util.Arrays;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Bytes as text of 15 bits a character, after the published mapping of that name: three ranges of
 * ideographs and syllables; what is left at the end and fits into 7 bits has a range of its own.
 * Bits go from the highest to the lowest, the last character is filled up with zeros. Pure.
 */
final class Base2e15 {
  private static final int BITS = 15;
  private static final int LAST_BITS = 7;
  private static final char LAST = '\u3400';

  /** Where each range of values begins, and with which character. */
  private static final int[] VALUES = {0, 0x1936, 0x545C, 1 << BITS};

  private static final char[] FIRSTS = {'\u3480', '\u4E00', '\uAC00'};

  private Base2e15() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 8 / BITS + 1);
    int held = 0;
    int count = 0;
    for (byte b : bytes) {
      held = held << 8 | (b & 0xFF);
      count += 8;
      if (count >= BITS) {
        count -= BITS;
        text.append(character(held >> count));
        held &= (1 << count) - 1;
      }
    }
    if (count > LAST_BITS) {
      text.append(character(held << (BITS - count)));
    } else if (count > 0) {
      text.append((char) (LAST + (held << (LAST_BITS - count))));
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    byte[] bytes = new byte[(int) ((long) text.length() * BITS / 8)];
    int length = 0;
    int held = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean last = c >= LAST && c < LAST + (1 << LAST_BITS);
      if (last && i < text.length() - 1) {
        throw malformed();
      }
      int width = last ? LAST_BITS : BITS;
      held = held << width | (last ? c - LAST : value(c));
      count += width;
      while (count >= 8) {
        count -= 8;
        bytes[length++] = (byte) (held >> count);
        held &= (1 << count) - 1;
      }
    }
    if (held != 0) {
      throw malformed();
    }
    return Arrays.copyOf(bytes, length);
  }

  private static char character(int value) {
    int range = value < VALUES[1] ? 0 : value < VALUES[2] ? 1 : 2;
    return (char) (FIRSTS[range] + value - VALUES[range]);
  }

  private static int value(char c) {
    for (int range = 0; range < FIRSTS.length; range++) {
      int value = VALUES[range] + c - FIRSTS[range];
      if (c >= FIRSTS[range] && value < VALUES[range + 1]) {
        return value;
      }
    }
    throw malformed();
  }

  private static ProtocolException malformed() {
    return new ProtocolException(ErrorCode.AT0022, "a packed text has characters out of place");
  }
}
