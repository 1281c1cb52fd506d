package org.noports.protocol.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * The form in which events travel: UTF-8, compressed if that makes it shorter, with a byte before
 * that says so, as {@link Base2e15} text (docs/extensions/session-events.md). Pure.
 */
public final class PackedText {
  private static final byte PLAIN = 0;
  private static final byte ZLIB = 10;
  private static final int MAX_TEXT_BYTES = 1024 * 1024;

  private PackedText() {}

  public static String pack(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] small = deflate(plain);
    return small.length < plain.length
        ? Base2e15.encode(withFirst(ZLIB, small))
        : Base2e15.encode(withFirst(PLAIN, plain));
  }

  /** ProtocolException when it is none, or too long. */
  public static String unpack(String packed) {
    byte[] bytes = Base2e15.decode(packed);
    if (bytes.length == 0) {
      throw new ProtocolException(ErrorCode.AT0022, "a packed text is empty");
    }
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    byte[] plain =
        switch (bytes[0]) {
          case PLAIN -> rest;
          case ZLIB -> inflate(rest);
          default ->
              throw new ProtocolException(
                  ErrorCode.AT0022, "a packed text is compressed in an unknown way");
        };
    return new String(plain, StandardCharsets.UTF_8);
  }

  private static byte[] withFirst(byte first, byte[] rest) {
    byte[] all = new byte[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[1024];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflate(byte[] small) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(small);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[1024];
      while (!inflater.finished()) {
        int length = inflater.inflate(chunk);
        if (length == 0) {
          throw new ProtocolException(ErrorCode.AT0022, "a packed text is cut short");
        }
        out.write(chunk, 0, length);
        if (out.size() > MAX_TEXT_BYTES) {
          throw new ProtocolException(ErrorCode.AT0022, "a packed text is too long");
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new ProtocolException(ErrorCode.AT0022, "a packed text is damaged", e);
    } finally {
      inflater.end();
    }
  }
}
