package org.noports.atserver.verb;

import java.time.Duration;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;

/** What cram, pkam and pol have in common: challenges, and what a failure costs (9.1, item 10). */
final class Logins {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int MAX_DOUBLINGS = 6;

  private Logins() {}

  /** The challenge of the last {@code from}, taken away so that it is answered once. */
  static String challenge(AtServer server, Session session) {
    String challenge = session.takeChallenge(server.records().now().toEpochMilli());
    if (challenge == null) {
      throw Refusal.notFound("private:" + session.id() + server.atSign());
    }
    return challenge;
  }

  /**
   * A login was wrong: the connection is nobody's again, waits longer each time, and is closed when
   * it does not stop.
   */
  static Refusal failed(AtServer server, Session session, String message)
      throws InterruptedException {
    session.authenticated(Authentication.ANONYMOUS);
    int failures = session.loginFailed();
    Thread.sleep(Duration.ofMillis(FIRST_PAUSE_MILLIS << Math.min(failures - 1, MAX_DOUBLINGS)));
    Refusal refusal = Refusal.of(ErrorCode.AT0401, message);
    return failures >= server.shared().limits().failedLogins() ? refusal.thenClose() : refusal;
  }
}
