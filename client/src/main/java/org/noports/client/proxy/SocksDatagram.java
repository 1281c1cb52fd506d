package org.noports.client.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;

/**
 * A datagram between a program and its SOCKS5 proxy (RFC 1928, 7): the service it goes to or comes
 * from, then what it holds.
 *
 * <pre>
 * 0 0 | fragment, 0 | type | address | port, 2 bytes | data
 * </pre>
 *
 * <p>Fragments are not put together: whoever does not do that must drop them.
 *
 * @param header everything before the data
 * @param data lent: bytes of the buffer it was read from
 */
@SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
public record SocksDatagram(ServiceAddress service, byte[] header, ByteBuffer data) {
  /** Of a datagram to a name of 255 characters. */
  public static final int MOST_HEADER_BYTES = 4 + 1 + 255 + 2;

  private static final int BEFORE_TYPE = 3;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** Reads what remains in the buffer; empty when it has to be dropped. */
  public static Optional<SocksDatagram> parse(ByteBuffer datagram) {
    ByteBuffer bytes = datagram.slice();
    if (bytes.remaining() <= BEFORE_TYPE + 1 || bytes.getShort() != 0 || bytes.get() != 0) {
      return Optional.empty();
    }
    int type = bytes.get();
    int length =
        switch (type) {
          case Socks5.IPV4 -> IPV4_BYTES;
          case Socks5.IPV6 -> IPV6_BYTES;
          case Socks5.NAME -> bytes.get() & 0xff;
          default -> 0;
        };
    if (length == 0 || bytes.remaining() < length + Short.BYTES) {
      return Optional.empty();
    }
    byte[] address = new byte[length];
    bytes.get(address);
    String host =
        type == Socks5.NAME
            ? new String(address, StandardCharsets.ISO_8859_1)
            : Targets.literal(address);
    int port = bytes.getShort() & 0xffff;
    byte[] header = new byte[bytes.position()];
    bytes.get(0, header);
    try {
      ServiceAddress service = ServiceAddress.of(host, port).by(Transport.UDP);
      return Optional.of(new SocksDatagram(service, header, bytes.slice()));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }
}
