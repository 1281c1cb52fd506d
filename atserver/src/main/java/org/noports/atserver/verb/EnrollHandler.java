package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Enroll;

/** {@code enroll:...}: leads to requests and decisions, and shows enrollments (7.3 to 7.6). */
final class EnrollHandler {
  private final AtServer server;
  private final EnrollRequests requests;
  private final EnrollDecisions decisions;

  EnrollHandler(AtServer server, Passcodes passcodes) {
    this.server = server;
    this.requests = new EnrollRequests(server, passcodes);
    this.decisions = new EnrollDecisions(server);
  }

  Answer answer(Enroll command, Session session) throws InterruptedException {
    return switch (command.operation()) {
      case REQUEST -> requests.answer(params(command), session);
      case APPROVE, DENY, REVOKE, UNREVOKE, DELETE ->
          decisions.answer(command, params(command), session);
      case LIST -> list(command.params(), session);
      case FETCH -> fetch(params(command), session);
      case LISTNS, INFONS, UPDATE ->
          throw Refusal.of(
              ErrorCode.AT0003,
              "Invalid syntax. enroll:" + command.operation().text() + " is not offered");
    };
  }

  private static JsonObject params(Enroll command) {
    JsonObject params = command.params();
    if (params == null) {
      throw Refusal.of(ErrorCode.AT0022, "Enroll parameters not provided");
    }
    return params;
  }

  private Answer list(@Nullable JsonObject params, Session session) {
    Enrollment own = server.rights().of(session);
    List<EnrollmentState> wanted = filter(params);
    JsonObject.Builder out = JsonObject.builder();
    for (Enrollment enrollment : server.enrollments().all()) {
      boolean visible = own == null || own.manages() || own.id().equals(enrollment.id());
      if (visible && (wanted.isEmpty() || wanted.contains(enrollment.state()))) {
        out.put(enrollment.key(server.atSign()), enrollment.toListJson());
      }
    }
    return new Answer.Data(out.build().canonical());
  }

  private static List<EnrollmentState> filter(@Nullable JsonObject params) {
    List<EnrollmentState> out = new ArrayList<>();
    JsonArray names = params == null ? null : params.optArray("enrollmentStatusFilter");
    if (names != null) {
      for (JsonValue name : names.elements()) {
        out.add(state(name));
      }
    }
    return out;
  }

  private static final Map<String, EnrollmentState> STATES =
      Map.of(
          "pending", EnrollmentState.PENDING,
          "approved", EnrollmentState.APPROVED,
          "denied", EnrollmentState.DENIED,
          "revoked", EnrollmentState.REVOKED,
          "expired", EnrollmentState.EXPIRED);

  private static EnrollmentState state(JsonValue name) {
    EnrollmentState state =
        name instanceof JsonString text ? STATES.get(text.value().toLowerCase(Locale.ROOT)) : null;
    if (state == null) {
      throw Refusal.of(ErrorCode.AT0022, "there is no such enrollment status");
    }
    return state;
  }

  private Answer fetch(JsonObject params, Session session) {
    String id = params.string("enrollmentId");
    Enrollment own = server.rights().of(session);
    if (own != null && !own.manages() && !own.id().equals(id)) {
      throw Refusal.of(
          ErrorCode.AT0009,
          "Connection with enrollment ID " + own.id() + " is not authorized to fetch enrollments");
    }
    Enrollment enrollment = server.enrollments().find(id);
    if (enrollment == null) {
      throw Refusal.notFound(Enrollment.key(id, server.atSign()));
    }
    return new Answer.Data(enrollment.toListJson().canonical());
  }
}
