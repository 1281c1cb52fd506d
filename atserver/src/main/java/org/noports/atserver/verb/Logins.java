package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;

/** What cram, pkam and pol have in common: challenges, and what a failure costs (9.1, item 10). */
final class Logins {
  private Logins() {}

  /** The challenge of the last {@code from}, taken away so that it is answered once. */
  static String challenge(AtServer server, Session session) {
    String challenge = session.takeChallenge(server.records().now().toEpochMilli());
    if (challenge == null) {
      throw Refusal.notFound("private:" + session.id() + server.atSign());
    }
    return challenge;
  }

  /** The owner has proved who it is. */
  static Answer succeeded(AtServer server, Session session, Authentication.Owner owner) {
    session.authenticated(owner);
    server.loggedIn();
    server.shared().addresses().loggedIn(session.address());
    return Answer.SUCCESS;
  }

  /**
   * A login was wrong: the connection is nobody's again, its address waits longer each time, and
   * the connection is closed when it does not stop.
   */
  static Refusal failed(AtServer server, Session session, String message)
      throws InterruptedException {
    session.authenticated(Authentication.ANONYMOUS);
    int failures = session.loginFailed();
    server.shared().counters().failedLogin();
    Thread.sleep(server.shared().addresses().pauseAfterFailedLogin(session.address()));
    Refusal refusal = Refusal.of(ErrorCode.AT0401, message);
    return failures >= server.shared().limits().failedLogins() ? refusal.thenClose() : refusal;
  }
}
