package org.noports.atclient.connection;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.NotTrusted;
import org.noports.atclient.Timeouts;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;

/** Opens logged-in connections to the own atServer: look-up, TLS, PKAM. Thread-safe. */
public final class AtServerDialer {
  private final AtServerLocator locator;
  private final TlsDialer dialer;
  private final AtKeys keys;
  private final Timeouts timeouts;

  public AtServerDialer(AtServerLocator locator, TlsDialer dialer, AtKeys keys, Timeouts timeouts) {
    this.locator = locator;
    this.dialer = dialer;
    this.keys = keys;
    this.timeouts = timeouts;
  }

  /**
   * An address that does not work is forgotten; when the directory knows a new one, it is tried.
   */
  public AtConnection dial(
      String purpose, @Nullable JsonObject clientConfig, Consumer<String> notifications) {
    ServerAddress address = locator.address();
    try {
      return dial(address, purpose, clientConfig, notifications);
    } catch (AtServerUnreachable | NotTrusted e) {
      locator.forget(address);
      ServerAddress now = addressNow(e);
      if (now.equals(address)) {
        throw e;
      }
      return dial(now, purpose, clientConfig, notifications);
    }
  }

  private ServerAddress addressNow(AtClientException original) {
    try {
      return locator.address();
    } catch (AtClientException second) {
      original.addSuppressed(second);
      throw original;
    }
  }

  private AtConnection dial(
      ServerAddress address,
      String purpose,
      @Nullable JsonObject clientConfig,
      Consumer<String> notifications) {
    AtConnection connection =
        AtConnection.open(
            dialer, address, keys.atSign(), purpose, timeouts.connect(), notifications);
    boolean done = false;
    try {
      Login.pkam(connection, keys, clientConfig, timeouts.request());
      done = true;
      return connection;
    } catch (NotSent e) {
      throw new ConnectionLost("the login did not take place: " + e.getMessage(), e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }
}
