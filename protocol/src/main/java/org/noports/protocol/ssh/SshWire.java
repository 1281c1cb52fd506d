package org.noports.protocol.ssh;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the data types of RFC 4251 section 5. For one thread. */
final class SshWire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  SshWire raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  SshWire uint32(int value) {
    return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  SshWire string(byte[] value) {
    return uint32(value.length).raw(value);
  }

  SshWire string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  SshWire mpint(BigInteger value) {
    return string(value.toByteArray());
  }

  int length() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
