package org.noports.protocol.tunnel;

/**
 * The measures of a datagram within an authenticated stream (docs/extensions/udp.md): the number of
 * its flow, its length, and its bytes.
 */
public final class DatagramFrame {
  /** The largest UDP datagram of IPv4. */
  public static final int MAX_DATAGRAM = 65_507;

  /** What stands before the datagram: flow, 4 bytes, and length, 2 bytes, both big-endian. */
  public static final int HEADER = 6;

  private DatagramFrame() {}

  /** Writes the header of a datagram. */
  public static void header(int flow, int length, byte[] to, int offset) {
    if (length < 0 || length > MAX_DATAGRAM) {
      throw new IllegalArgumentException("a datagram has 0 to 65507 bytes, not " + length);
    }
    to[offset] = (byte) (flow >>> 24);
    to[offset + 1] = (byte) (flow >>> 16);
    to[offset + 2] = (byte) (flow >>> 8);
    to[offset + 3] = (byte) flow;
    to[offset + 4] = (byte) (length >>> 8);
    to[offset + 5] = (byte) length;
  }
}
