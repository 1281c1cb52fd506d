package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Enroll;

/** {@code enroll:...}: leads to requests, decisions, lists and new keys (7.3 to 7.6). */
final class EnrollHandler {
  private final EnrollRequests requests;
  private final EnrollDecisions decisions;
  private final EnrollListing listing;
  private final EnrollRenewal renewal;

  EnrollHandler(AtServer server, Passcodes passcodes) {
    this.requests = new EnrollRequests(server, passcodes);
    this.decisions = new EnrollDecisions(server);
    this.listing = new EnrollListing(server);
    this.renewal = new EnrollRenewal(server);
  }

  Answer answer(Enroll command, Session session) throws InterruptedException {
    return switch (command.operation()) {
      case REQUEST -> requests.answer(params(command), session);
      case APPROVE, DENY, REVOKE, UNREVOKE, DELETE ->
          decisions.answer(command, params(command), session);
      case LIST -> listing.list(command.params(), session);
      case LISTNS -> listing.inNamespace(command.namespace(), command.params(), session);
      case INFONS -> listing.namespaces(command.namespace(), session);
      case FETCH -> listing.fetch(params(command), session);
      case UPDATE -> renewal.answer(params(command), session);
    };
  }

  private static JsonObject params(Enroll command) {
    JsonObject params = command.params();
    if (params == null) {
      throw Refusal.of(ErrorCode.AT0022, "Enroll parameters not provided");
    }
    return params;
  }

  /** The text of that member, which the operation needs. */
  static String mandatory(JsonObject params, String name, Enroll.Operation operation) {
    String value = params.optString(name);
    if (value == null || value.isBlank()) {
      throw Refusal.of(ErrorCode.AT0011, name + " is mandatory for enroll:" + operation.text());
    }
    return value;
  }
}
