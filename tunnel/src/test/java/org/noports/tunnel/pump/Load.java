package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.CtrStream;

/** Much data with its SHA-256, sent and received on plain sockets. */
final class Load {
  private Load() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends so many bytes and the end of stream; their digest. */
  static String send(SocketChannel to, long length, int seed) throws IOException {
    MessageDigest digest = sha256();
    Random random = new Random(seed);
    byte[] chunk = new byte[64 * 1024 + 7];
    random.nextBytes(chunk);
    OutputStream out = to.socket().getOutputStream();
    for (long left = length; left > 0; left -= chunk.length) {
      chunk[random.nextInt(chunk.length)]++;
      int size = (int) Math.min(left, chunk.length);
      digest.update(chunk, 0, size);
      out.write(chunk, 0, size);
    }
    to.shutdownOutput();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Receives to the end of stream; the digest of what came, decrypted. */
  static String receive(SocketChannel from, @Nullable CtrStream cipher) throws IOException {
    MessageDigest digest = sha256();
    InputStream in = from.socket().getInputStream();
    byte[] chunk = new byte[128 * 1024];
    byte[] clear = cipher == null ? chunk : new byte[chunk.length];
    int read;
    while ((read = in.read(chunk)) >= 0) {
      if (cipher != null) {
        cipher.apply(chunk, 0, read, clear, 0);
      }
      digest.update(clear, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
