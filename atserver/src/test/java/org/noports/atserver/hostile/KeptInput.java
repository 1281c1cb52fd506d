package org.noports.atserver.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as one line of text: what is not printable ASCII is {@code \xNN}, and so is the stroke. */
final class KeptInput {
  private static final HexFormat HEX = HexFormat.of();

  private KeptInput() {}

  static String text(byte[] input) {
    StringBuilder out = new StringBuilder();
    for (byte each : input) {
      if (each >= ' ' && each < 0x7f && each != '\\') {
        out.append((char) each);
      } else {
        out.append("\\x").append(HEX.toHexDigits(each));
      }
    }
    return out.toString();
  }

  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\\') {
        out.write(HexFormat.fromHexDigits(text, i + 2, i + 4));
        i += 3;
      } else {
        out.write(all[i]);
      }
    }
    return out.toByteArray();
  }
}
