package org.noports.protocol.ssh;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.StrictBase64;

/**
 * One public key as a {@code .pub} file and {@code authorized_keys} hold it: type, base64, comment
 * (sessions.md 6.3). Always one line without control characters. Immutable.
 *
 * @param comment may be empty
 */
public record SshPublicKey(String type, String base64, String comment) {
  /** A key of 16,384 bits of RSA and a long comment fit. */
  public static final int MAX_LENGTH = 8192;

  private static final Pattern TYPE =
      Pattern.compile("ecdsa-sha2-nistp(?:256|384|521)|rsa-sha2-(?:256|512)|ssh-rsa|ssh-ed25519");
  private static final Pattern LINE = Pattern.compile("(\\S+) +(\\S+)(?: +(\\S.*))?");

  public SshPublicKey {
    if (!TYPE.matcher(type).matches()) {
      throw malformed("its type is not one that is accepted");
    }
    byte[] blob = StrictBase64.decode(base64, "the ssh public key");
    if (!blobType(blob).equals(type.startsWith("rsa-sha2-") ? "ssh-rsa" : type)) {
      throw malformed("its bytes are of another type than it says");
    }
    if (comment.chars().anyMatch(Character::isISOControl)) {
      throw malformed("its comment has control characters");
    }
  }

  /** Reads one line, with or without its end. */
  public static SshPublicKey parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw malformed("it is longer than " + MAX_LENGTH + " characters");
    }
    String line = text.strip();
    if (line.chars().anyMatch(Character::isISOControl)) {
      throw malformed("it is more than one line, or has control characters");
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw malformed("it does not consist of type, key and comment");
    }
    String comment = parts.group(3);
    return new SshPublicKey(parts.group(1), parts.group(2), comment == null ? "" : comment);
  }

  /** As it stands in a file, without the end of the line. */
  public String line() {
    return type + " " + base64 + (comment.isEmpty() ? "" : " " + comment);
  }

  private static String blobType(byte[] blob) {
    try {
      ByteBuffer in = ByteBuffer.wrap(blob);
      int length = in.getInt();
      if (length < 0 || length >= in.remaining()) {
        return "";
      }
      return new String(blob, Integer.BYTES, length, StandardCharsets.US_ASCII);
    } catch (BufferUnderflowException e) {
      return "";
    }
  }

  private static ProtocolException malformed(String why) {
    return new ProtocolException(ErrorCode.AT0022, "not an ssh public key: " + why);
  }
}
