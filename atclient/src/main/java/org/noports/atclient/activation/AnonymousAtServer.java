package org.noports.atclient.activation;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.Timeouts;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.connection.Answers;
import org.noports.atclient.connection.AtConnection;
import org.noports.atclient.connection.AtServerLocator;
import org.noports.atclient.connection.DirectoryLookup;
import org.noports.atclient.connection.NotSent;
import org.noports.atclient.connection.TlsDialer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;

/** An atServer to those who are not logged in, or not yet. Used by one thread. */
final class AnonymousAtServer {
  private final AtSign atSign;
  private final AtServerLocator locator;
  private final TlsDialer dialer;
  private final Timeouts timeouts;

  AnonymousAtServer(
      AtSign atSign, DirectoryAddress directory, TrustRoots trust, Timeouts timeouts) {
    this.atSign = atSign;
    this.timeouts = timeouts;
    this.dialer = new TlsDialer(trust, timeouts.connect());
    this.locator =
        new AtServerLocator(
            new DirectoryLookup(directory, dialer, timeouts.directory()),
            atSign,
            InstantSource.system());
  }

  /** Asks the directory, with its failures. */
  void locate() {
    locator.address();
  }

  AtConnection connect(String purpose) {
    return AtConnection.open(
        dialer, locator.address(), atSign, purpose, timeouts.connect(), notification -> {});
  }

  /** The atSign's public key, or null when it is not activated (atclient.md 6.2). */
  @Nullable String publishedKey(AtConnection connection) {
    try {
      String answer = request(connection, new Lookup(false, Mode.VALUE, "publickey", atSign));
      return answer.strip().equals("null") ? null : answer.strip();
    } catch (ServerRefused e) {
      if (e.code().equals(ErrorCode.AT0015.name())) {
        return null;
      }
      throw e;
    }
  }

  String request(AtConnection connection, Command command) {
    try {
      return Answers.data(
          connection.request(command, timeouts.request()),
          connection,
          atSign,
          Answers.verbOf(command));
    } catch (NotSent e) {
      throw new ConnectionLost(
          "the connection to the atServer of %s broke: %s; try again"
              .formatted(atSign, e.getMessage()),
          e);
    }
  }
}
