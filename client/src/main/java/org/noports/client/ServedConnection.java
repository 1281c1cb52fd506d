package org.noports.client;

import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.JoinEnd;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.rendezvous.DataConnection;
import org.noports.tunnel.rendezvous.ServiceUnreachable;

/**
 * Carries one local connection and tells when the device did not reach the service. Devices of
 * early releases can't say so; they close, and a question without a word of answer gives it away.
 * Stateless.
 */
final class ServedConnection {
  private ServedConnection() {}

  /** Throws when the device did not reach the service. */
  static void carry(DataConnection connection, SocketChannel local, NptOptions options) {
    JoinResult result = connection.carry(local);
    String why = trouble(connection, result);
    if (why != null) {
      throw new ClientException.ServiceUnreached(
          options.service(), options.daemon(), options.device(), why);
    }
  }

  private static @Nullable String trouble(DataConnection connection, @Nullable JoinResult result) {
    ServiceUnreachable failure = connection.failure();
    if (failure != null) {
      return String.valueOf(failure.getMessage());
    }
    boolean unanswered =
        result != null
            && result.end() == JoinEnd.CLOSED
            && result.bytesAToB() > 0
            && result.bytesBToA() == 0;
    return unanswered && !connection.tellsFailure()
        ? "the device closed the connection without an answer"
        : null;
  }
}
