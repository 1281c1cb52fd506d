package org.noports.protocol.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;

/**
 * What the client says on a prepared connection when it is needed: the whole payload of the first
 * DATA record behind its HELLO (docs/extensions/prepared-connections.md).
 *
 * @param target where it is to lead; null for the session's own service
 */
public record StartLine(@Nullable ServiceAddress target) {
  private static final String OWN = "start\n";
  private static final String NAMED = "start:";

  /** What the device answers at once, as the first DATA record behind its own HELLO. */
  private static final byte[] STARTED = "started\n".getBytes(StandardCharsets.US_ASCII);

  /** A kind of service that can't be started is not written either. */
  public StartLine {
    if (target != null && target.transport() != Transport.TCP) {
      throw new ProtocolException(ErrorCode.AT0022, "a prepared connection carries TCP only");
    }
  }

  public byte[] bytes() {
    ServiceAddress named = target;
    return (named == null ? OWN : NAMED + named.hostAndPort() + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Throws ProtocolException for what is not exactly of its form. */
  public static StartLine parse(byte[] payload) {
    String line = new String(payload, StandardCharsets.ISO_8859_1);
    if (line.equals(OWN)) {
      return new StartLine(null);
    }
    if (!line.startsWith(NAMED) || line.indexOf('\n') != line.length() - 1) {
      throw new ProtocolException(ErrorCode.AT0022, "a prepared connection begins with no start");
    }
    return new StartLine(ServiceAddress.parse(line.substring(NAMED.length(), line.length() - 1)));
  }

  public static byte[] started() {
    return STARTED.clone();
  }

  public static void requireStarted(byte[] payload) {
    if (!Arrays.equals(payload, STARTED)) {
      throw new ProtocolException(ErrorCode.AT0022, "a start is not answered as it has to be");
    }
  }
}
