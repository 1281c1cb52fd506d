package org.noports.atclient.activation;

import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.DirectoryUnreachable;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.Timeouts;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.UnknownAtSign;
import org.noports.atclient.connection.AtConnection;
import org.noports.protocol.name.AtSign;

/** How far an atSign is from being usable (atclient.md 6.2, 7.2); in the order of exit codes. */
public enum ActivationStatus {
  ACTIVATED,
  NO_PUBLIC_KEY,
  SERVER_UNREACHABLE,
  NOT_IN_DIRECTORY,
  DIRECTORY_UNREACHABLE;

  /**
   * Asks directory and atServer, without logging in. {@link org.noports.atclient.NotTrusted} is not
   * a status but thrown: nothing is known then.
   */
  public static ActivationStatus of(AtSign atSign, DirectoryAddress directory, TrustRoots trust) {
    return of(atSign, directory, trust, Timeouts.DEFAULT);
  }

  /** As the other, with other deadlines. */
  public static ActivationStatus of(
      AtSign atSign, DirectoryAddress directory, TrustRoots trust, Timeouts timeouts) {
    AnonymousAtServer server = new AnonymousAtServer(atSign, directory, trust, timeouts);
    try (AtConnection connection = server.connect("status")) {
      return server.publishedKey(connection) == null ? NO_PUBLIC_KEY : ACTIVATED;
    } catch (DirectoryUnreachable e) {
      return DIRECTORY_UNREACHABLE;
    } catch (UnknownAtSign e) {
      return NOT_IN_DIRECTORY;
    } catch (AtServerUnreachable | ConnectionLost | RequestTimedOut e) {
      return SERVER_UNREACHABLE;
    }
  }
}
