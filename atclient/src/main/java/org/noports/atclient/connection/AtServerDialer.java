package org.noports.atclient.connection;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.LoginRefused;
import org.noports.atclient.NotTrusted;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.ServerUnintelligible;
import org.noports.atclient.Timeouts;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.verb.Command;

/** Opens logged-in connections to the own atServer: look-up, TLS, PKAM. Thread-safe. */
public final class AtServerDialer {
  /** Where an address from before leads nowhere, the directory is asked soon. */
  private static final Duration REMEMBERED_LIMIT = Duration.ofSeconds(3);

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

  /** For connections that are not the first to be needed: waits until one stands, or so long. */
  public void letOthersGoFirst(Duration most) throws InterruptedException {
    dialer.awaitFirstConnection(most);
  }

  /**
   * An address that does not work is forgotten; when the directory knows a new one, it is tried. So
   * is the directory's word when only an earlier program was told the address: whoever answers
   * there may be another by now, and cannot be told from a server that refuses.
   *
   * @param behind asked together with the login, where the server takes it
   */
  public LoggedIn dial(
      String purpose,
      @Nullable JsonObject clientConfig,
      Consumer<String> notifications,
      List<Command> behind) {
    AtServerLocator.Place place = locator.place();
    TlsDialer first = place.remembered() ? dialer.within(REMEMBERED_LIMIT) : dialer;
    try {
      return dial(first, place.address(), purpose, clientConfig, notifications, behind);
    } catch (AtServerUnreachable | NotTrusted e) {
      return dialAgain(place, e, purpose, clientConfig, notifications, behind);
    } catch (LoginRefused | ServerUnintelligible | ServerRefused | ConnectionLost e) {
      if (!place.remembered()) {
        throw e;
      }
      return dialAgain(place, e, purpose, clientConfig, notifications, behind);
    }
  }

  private LoggedIn dialAgain(
      AtServerLocator.Place failed,
      AtClientException why,
      String purpose,
      @Nullable JsonObject clientConfig,
      Consumer<String> notifications,
      List<Command> behind) {
    locator.forget(failed);
    ServerAddress now = addressNow(failed, why);
    if (now.equals(failed.address()) && !failed.remembered()) {
      throw why;
    }
    return dial(dialer, now, purpose, clientConfig, notifications, behind);
  }

  private ServerAddress addressNow(AtServerLocator.Place failed, AtClientException original) {
    try {
      return locator.address();
    } catch (AtClientException second) {
      if (failed.remembered()) {
        // Nobody has said that the atServer is there.
        second.addSuppressed(original);
        throw second;
      }
      original.addSuppressed(second);
      throw original;
    }
  }

  private LoggedIn dial(
      TlsDialer used,
      ServerAddress address,
      String purpose,
      @Nullable JsonObject clientConfig,
      Consumer<String> notifications,
      List<Command> behind) {
    try {
      return dialOnce(used, address, purpose, clientConfig, notifications, behind);
    } catch (Login.NotBound e) {
      used.disappointedBy(address);
    }
    try {
      return dialOnce(used, address, purpose, clientConfig, notifications, behind);
    } catch (Login.NotBound e) {
      throw new ServerUnintelligible(String.valueOf(e.getMessage()), e);
    }
  }

  private LoggedIn dialOnce(
      TlsDialer used,
      ServerAddress address,
      String purpose,
      @Nullable JsonObject clientConfig,
      Consumer<String> notifications,
      List<Command> behind)
      throws Login.NotBound {
    AtConnection connection =
        AtConnection.open(used, address, keys.atSign(), purpose, timeouts.connect(), notifications);
    boolean done = false;
    try {
      LoggedIn made =
          new LoggedIn(
              connection, Login.pkam(connection, keys, clientConfig, timeouts.request(), behind));
      done = true;
      return made;
    } catch (NotSent e) {
      throw new ConnectionLost("the login did not take place: " + e.getMessage(), e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }
}
