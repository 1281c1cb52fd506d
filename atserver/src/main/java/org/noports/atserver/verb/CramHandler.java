package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.verb.Cram;

/** {@code cram}: login with the activation secret, as long as there is one (atprotocol.md 7.1). */
final class CramHandler {
  /** Where the secret is kept, and what stays when it was removed for good. */
  static final String SECRET = "privatekey:at_secret";

  static final String SECRET_DELETED = "privatekey:at_secret_deleted";

  private final AtServer server;

  CramHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Cram command, Session session) throws InterruptedException {
    StoredRecord secret = server.records().get(SECRET);
    if (secret == null || secret.value().isBlank()) {
      throw Refusal.notFound(SECRET);
    }
    String challenge = Logins.challenge(server, session);
    if (!Digests.sameText(Digests.cram(secret.value(), challenge), command.digest())) {
      throw Logins.failed(server, session, "Authentication Failed");
    }
    return Logins.succeeded(server, session, new Authentication.Owner(null, true));
  }
}
