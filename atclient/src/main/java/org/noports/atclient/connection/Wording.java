package org.noports.atclient.connection;

import java.time.Duration;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.ServerUnintelligible;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/** What is said of a connection that ends: whose, where, why. */
record Wording(AtSign atSign, ServerAddress address) {
  AtServerUnreachable unreachable(String why) {
    return new AtServerUnreachable(
        "the atServer of %s at %s does not work: %s; try again later"
            .formatted(atSign, address, why));
  }

  RequestTimedOut timedOut(String what, Duration limit) {
    return new RequestTimedOut(
        "the atServer of %s at %s did not answer '%s' within %s s; try again"
            .formatted(atSign, address, what, seconds(limit)));
  }

  ConnectionLost lost(String why) {
    return new ConnectionLost(
        "the connection to the atServer of %s at %s ended: %s".formatted(atSign, address, why));
  }

  ServerUnintelligible unintelligible(ProtocolException e) {
    String detail = e.getMessage() == null ? "" : e.getMessage();
    return new ServerUnintelligible(
        "the atServer of %s at %s sent something that is not the protocol: %s"
            .formatted(atSign, address, NetworkText.escaped(detail)),
        e);
  }

  ClientClosed closed() {
    return new ClientClosed(
        "the connection to the atServer of %s at %s was closed".formatted(atSign, address));
  }

  private static String seconds(Duration limit) {
    long millis = limit.toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
