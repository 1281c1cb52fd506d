package org.noports.client.proxy;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SOCKS version 5 (RFC 1928): CONNECT without authentication to IPv4, IPv6 and names, and UDP
 * ASSOCIATE. Who offers other methods only is told that none is acceptable.
 *
 * <pre>
 * METHOD_COUNT --n--> METHODS --n bytes, 0 among them--> VERSION -> COMMAND -> RESERVED -> TYPE
 * TYPE --1, 4--> ADDRESS --bytes--> PORT --two bytes--> wanted, associates
 *      --3--> NAME_LENGTH --n > 0--> ADDRESS
 * </pre>
 */
final class Socks5 implements Handshake {
  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int NONE_ACCEPTABLE = 0xff;
  private static final int CONNECT = 1;
  private static final int UDP_ASSOCIATE = 3;
  static final int IPV4 = 1;
  static final int NAME = 3;
  static final int IPV6 = 4;

  private enum State {
    METHOD_COUNT,
    METHODS,
    VERSION,
    COMMAND,
    RESERVED,
    TYPE,
    NAME_LENGTH,
    ADDRESS,
    PORT
  }

  private final ByteArrayOutputStream address = new ByteArrayOutputStream();
  private State state = State.METHOD_COUNT;
  private boolean authenticated;
  private boolean anonymous;
  private int left;
  private int command;
  private int type;
  private int port;

  Socks5() {}

  @Override
  public Turn feed(int next) {
    return switch (state) {
      case METHOD_COUNT -> {
        left = next;
        yield next == 0 ? new Turn.Stop(Refusal.MALFORMED) : to(State.METHODS);
      }
      case METHODS -> method(next);
      case VERSION -> next == VERSION ? to(State.COMMAND) : new Turn.Stop(Refusal.MALFORMED);
      case COMMAND -> {
        command = next;
        yield to(State.RESERVED);
      }
      case RESERVED -> to(State.TYPE);
      case TYPE -> type(next);
      case NAME_LENGTH -> {
        left = next;
        yield next == 0 ? new Turn.Stop(Refusal.MALFORMED) : to(State.ADDRESS);
      }
      case ADDRESS -> {
        address.write(next);
        left--;
        if (left > 0) {
          yield Turn.MORE;
        }
        left = 2;
        yield to(State.PORT);
      }
      case PORT -> {
        port = port << 8 | next;
        left--;
        yield left > 0 ? Turn.MORE : wanted();
      }
    };
  }

  private Turn method(int next) {
    anonymous |= next == NO_AUTHENTICATION;
    left--;
    if (left > 0) {
      return Turn.MORE;
    }
    if (!anonymous) {
      return new Turn.Stop(Refusal.DENIED);
    }
    authenticated = true;
    state = State.VERSION;
    return new Turn.Say(new byte[] {VERSION, NO_AUTHENTICATION});
  }

  private Turn type(int next) {
    type = next;
    return switch (next) {
      case IPV4 -> address(4);
      case IPV6 -> address(16);
      case NAME -> to(State.NAME_LENGTH);
      default -> new Turn.Stop(Refusal.UNSUPPORTED_ADDRESS);
    };
  }

  private Turn address(int length) {
    left = length;
    return to(State.ADDRESS);
  }

  private Turn to(State next) {
    state = next;
    return Turn.MORE;
  }

  private Turn wanted() {
    return switch (command) {
      case CONNECT -> target();
      case UDP_ASSOCIATE -> new Turn.Associates(port);
      default -> new Turn.Stop(Refusal.UNSUPPORTED_COMMAND);
    };
  }

  private Turn target() {
    byte[] bytes = address.toByteArray();
    String host =
        type == NAME ? new String(bytes, StandardCharsets.ISO_8859_1) : Targets.literal(bytes);
    return Targets.wanted(host, port);
  }

  @Override
  public byte[] granted() {
    return reply(0);
  }

  @Override
  public byte[] refused(Refusal refusal) {
    if (!authenticated) {
      return new byte[] {VERSION, (byte) NONE_ACCEPTABLE};
    }
    return reply(
        switch (refusal) {
          case MALFORMED, FAILED -> 1;
          case DENIED -> 2;
          case UNREACHABLE -> 4;
          case REFUSED -> 5;
          case TIMEOUT -> 6;
          case UNSUPPORTED_COMMAND -> 7;
          case UNSUPPORTED_ADDRESS -> 8;
        });
  }

  @Override
  public byte[] associated(InetSocketAddress bound) {
    byte[] host = bound.getAddress().getAddress();
    return ByteBuffer.allocate(4 + host.length + 2)
        .put(new byte[] {VERSION, 0, 0, (byte) (host.length == 4 ? IPV4 : IPV6)})
        .put(host)
        .putShort((short) bound.getPort())
        .array();
  }

  /** The address bound is the device's and nobody's business: zeros, as others say. */
  private static byte[] reply(int code) {
    return new byte[] {VERSION, (byte) code, 0, IPV4, 0, 0, 0, 0, 0, 0};
  }

  @Override
  public String protocol() {
    return "SOCKS5";
  }
}
