package org.noports.protocol.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.session.Transport;

/**
 * A line of the control channel (sessions.md 4.3, 8.3). Printed, only kinds are shown: the lines
 * carry keys.
 */
public sealed interface ControlLine {
  Set<String> KINDS = Set.of("connect", "heartbeat", "open", "udp", "prepare", "opened", "failed");

  /** Opens one connection whose traffic has these keys. */
  record Connect(SessionKeys keys) implements ControlLine {
    @Override
    public String text() {
      String one = "connect:" + keys.keyC2D().secretBase64() + ":" + keys.ivC2D().base64();
      return keys.twin()
          ? one + ":" + keys.keyD2C().secretBase64() + ":" + keys.ivD2C().base64()
          : one;
    }
  }

  /** Opens one connection in clear. */
  record ConnectPlain() implements ControlLine {
    @Override
    public String text() {
      return "connect:no:encrypt";
    }
  }

  /** Keeps the channel busy; only for daemons that say they know it. */
  record Heartbeat(long number) implements ControlLine {
    @Override
    public String text() {
      return "heartbeat:" + number;
    }
  }

  /** Opens one authenticated connection. */
  record Open(ConnectionId connection) implements ControlLine {
    @Override
    public String text() {
      return "open:" + connection;
    }
  }

  /**
   * Opens one authenticated connection to a service it names, or for the datagrams of one; only for
   * daemons that say they know it (docs/extensions/open-targets.md, udp.md).
   */
  record OpenTo(ConnectionId connection, ServiceAddress target) implements ControlLine {
    @Override
    public String text() {
      String kind =
          switch (target.transport()) {
            case TCP -> "open:";
            case UDP -> "udp:";
          };
      return kind + connection + ":" + target.hostAndPort();
    }
  }

  /**
   * Joins one authenticated connection at the relay, to be started on itself ({@link StartLine});
   * only for daemons that say they know it (docs/extensions/prepared-connections.md).
   */
  record Prepare(ConnectionId connection) implements ControlLine {
    @Override
    public String text() {
      return "prepare:" + connection;
    }
  }

  /** The daemon has opened it. */
  record Opened(ConnectionId connection) implements ControlLine {
    @Override
    public String text() {
      return "opened:" + connection;
    }
  }

  /** The daemon could not open it. */
  record Failed(ConnectionId connection, Reason reason) implements ControlLine {
    /** Why not. */
    public enum Reason {
      REFUSED,
      TIMEOUT,
      UNRESOLVED,
      DENIED,
      ERROR;

      String text() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String text() {
      return "failed:" + connection + ":" + reason.text();
    }
  }

  /** Something else, without its content: to be ignored. */
  record Unknown() implements ControlLine {
    @Override
    public String text() {
      throw new ProtocolException(ErrorCode.AT0022, "an unknown control line cannot be written");
    }
  }

  /** A line of a known kind that is not of its form: damaged or forged, the session has to end. */
  record Broken() implements ControlLine {
    @Override
    public String text() {
      throw new ProtocolException(ErrorCode.AT0022, "a broken control line cannot be written");
    }
  }

  /** A secret: the line without its line feed. */
  String text();

  /** A secret: the line with its line feed, to be written at once (peers split at reads). */
  default byte[] bytes() {
    return (text() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line; of another kind it is {@link Unknown}, of a known kind but not exactly of its
   * form {@link Broken}.
   */
  static ControlLine parse(String rawLine) {
    String line = rawLine.strip();
    List<String> parts = Arrays.asList(line.split(":", -1));
    try {
      return switch (parts.getFirst() + "/" + parts.size()) {
        case "connect/3", "connect/5" -> connect(line, parts);
        case "heartbeat/2" -> heartbeat(parts.get(1));
        case "open/2" -> new Open(new ConnectionId(parts.get(1)));
        case "prepare/2" -> new Prepare(new ConnectionId(parts.get(1)));
        case "opened/2" -> new Opened(new ConnectionId(parts.get(1)));
        case "failed/3" -> new Failed(new ConnectionId(parts.get(1)), reason(parts.get(2)));
        default ->
            switch (parts.size() > 3 ? parts.getFirst() : "") {
              case "open" -> openTo(parts, Transport.TCP);
              case "udp" -> openTo(parts, Transport.UDP);
              default -> KINDS.contains(parts.getFirst()) ? new Broken() : new Unknown();
            };
      };
    } catch (ProtocolException e) {
      return new Broken();
    }
  }

  private static ControlLine connect(String line, List<String> parts) {
    if (line.equals("connect:no:encrypt")) {
      return new ConnectPlain();
    }
    AesKey key = AesKey.fromBase64(parts.get(1));
    Iv iv = Iv.fromBase64(parts.get(2));
    if (parts.size() == 3) {
      return new Connect(SessionKeys.one(key, iv));
    }
    return new Connect(
        new SessionKeys(
            key, iv, AesKey.fromBase64(parts.get(3)), Iv.fromBase64(parts.get(4)), true));
  }

  /** The host of an IPv6 address has colons of its own. */
  private static ControlLine openTo(List<String> parts, Transport transport) {
    return new OpenTo(
        new ConnectionId(parts.get(1)),
        ServiceAddress.parse(String.join(":", parts.subList(2, parts.size()))).by(transport));
  }

  private static ControlLine heartbeat(String number) {
    return Pattern.matches("[0-9]{1,18}", number)
        ? new Heartbeat(Long.parseLong(number))
        : new Broken();
  }

  private static Failed.Reason reason(String text) {
    for (Failed.Reason reason : Failed.Reason.values()) {
      if (reason.text().equals(text)) {
        return reason;
      }
    }
    return Failed.Reason.ERROR;
  }
}
