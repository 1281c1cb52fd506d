package org.noports.client.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * SOCKS version 4, and 4A where the address 0.0.0.x is followed by a name. The user's id is read
 * and means nothing.
 *
 * <pre>
 * COMMAND -> PORT, 2 bytes -> ADDRESS, 4 bytes -> USER, to a zero --other address--> wanted
 *                                                                 --0.0.0.x--> NAME, to a zero -> wanted
 * </pre>
 */
final class Socks4 implements Handshake {
  private static final int CONNECT = 1;
  private static final int MOST_USER_BYTES = 512;
  private static final int MOST_NAME_BYTES = 255;
  private static final int GRANTED = 90;
  private static final int REJECTED = 91;

  private enum State {
    COMMAND,
    PORT,
    ADDRESS,
    USER,
    NAME
  }

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final byte[] address = new byte[4];
  private State state = State.COMMAND;
  private int read;
  private int command;
  private int port;

  Socks4() {}

  @Override
  public Turn feed(int next) {
    return switch (state) {
      case COMMAND -> {
        command = next;
        yield to(State.PORT);
      }
      case PORT -> {
        port = port << 8 | next;
        read++;
        yield read < 2 ? Turn.MORE : to(State.ADDRESS);
      }
      case ADDRESS -> {
        address[read++] = (byte) next;
        yield read < address.length ? Turn.MORE : to(State.USER);
      }
      case USER -> {
        read++;
        if (next != 0) {
          yield read > MOST_USER_BYTES ? new Turn.Stop(Refusal.MALFORMED) : Turn.MORE;
        }
        yield hasName() ? to(State.NAME) : wanted(Targets.literal(address));
      }
      case NAME -> {
        if (next == 0) {
          yield wanted(text.toString(StandardCharsets.ISO_8859_1));
        }
        text.write(next);
        yield text.size() > MOST_NAME_BYTES ? new Turn.Stop(Refusal.MALFORMED) : Turn.MORE;
      }
    };
  }

  private Turn to(State next) {
    state = next;
    read = 0;
    return Turn.MORE;
  }

  private boolean hasName() {
    return address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
  }

  private Turn wanted(String host) {
    return command == CONNECT
        ? Targets.wanted(host, port)
        : new Turn.Stop(Refusal.UNSUPPORTED_COMMAND);
  }

  @Override
  public byte[] granted() {
    return reply(GRANTED);
  }

  @Override
  public byte[] refused(Refusal refusal) {
    return reply(REJECTED);
  }

  private static byte[] reply(int code) {
    return new byte[] {0, (byte) code, 0, 0, 0, 0, 0, 0};
  }

  @Override
  public String protocol() {
    return "SOCKS4";
  }
}
