package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Right;
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

/** Shows enrollments to those who may see them (atprotocol.md 7.6). */
final class EnrollListing {
  private final AtServer server;

  EnrollListing(AtServer server) {
    this.server = server;
  }

  Answer list(@Nullable JsonObject params, Session session) {
    Enrollment own = server.rights().of(session);
    return listed(
        params, enrollment -> own == null || own.manages() || own.id().equals(enrollment.id()));
  }

  private Answer listed(@Nullable JsonObject params, Predicate<Enrollment> visible) {
    List<EnrollmentState> wanted = filter(params);
    JsonObject.Builder out = JsonObject.builder();
    for (Enrollment enrollment : server.enrollments().all()) {
      if (visible.test(enrollment) && (wanted.isEmpty() || wanted.contains(enrollment.state()))) {
        out.put(enrollment.key(server.atSign()), enrollment.toListJson());
      }
    }
    return new Answer.Data(out.build().canonical());
  }

  /**
   * {@code enroll:listns}: who shares a namespace with the asking app, so that apps find each other
   * without the right to manage; without a namespace, all it has.
   */
  Answer inNamespace(@Nullable String namespace, @Nullable JsonObject params, Session session) {
    Enrollment own = server.rights().of(session);
    return listed(
        params,
        enrollment ->
            enrollment.namespaces().keySet().stream()
                .anyMatch(each -> isAsked(each, namespace) && sees(own, each)));
  }

  /** {@code enroll:infons}: each namespace with the approved enrollments that may use it. */
  Answer namespaces(@Nullable String namespace, Session session) {
    Enrollment own = server.rights().of(session);
    SequencedMap<String, List<JsonValue>> users = new LinkedHashMap<>();
    for (Enrollment enrollment : server.enrollments().all()) {
      if (enrollment.isApproved()) {
        enrollment
            .namespaces()
            .forEach((name, right) -> {
              if (isAsked(name, namespace) && sees(own, name)) {
                users.computeIfAbsent(name, _ -> new ArrayList<>()).add(user(enrollment, right));
              }
            });
      }
    }
    JsonObject.Builder out = JsonObject.builder();
    users.forEach((name, list) -> out.put(name, new JsonArray(list)));
    return new Answer.Data(out.build().canonical());
  }

  private static boolean isAsked(String name, @Nullable String namespace) {
    return namespace == null || namespace.equals(name);
  }

  private static boolean sees(@Nullable Enrollment own, String namespace) {
    return own == null || own.manages() || own.namespaces().containsKey(namespace);
  }

  private static JsonObject user(Enrollment enrollment, Right right) {
    return JsonObject.builder()
        .put("enrollmentId", enrollment.id())
        .put("appName", enrollment.appName())
        .put("deviceName", enrollment.deviceName())
        .put("access", right.text())
        .build();
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

  Answer fetch(JsonObject params, Session session) {
    String id = EnrollHandler.mandatory(params, "enrollmentId", Enroll.Operation.FETCH);
    Enrollment own = server.rights().of(session);
    if (own != null && !own.manages() && !own.id().equals(id)) {
      throw Refusal.of(
          ErrorCode.AT0009,
          "Connection with enrollment ID " + own.id() + " is not authorized to fetch enrollments");
    }
    Enrollment enrollment = server.enrollments().find(id);
    if (enrollment == null) {
      throw Refusal.of(
          ErrorCode.AT0015, "An Enrollment with Id: " + id + " does not exist or has expired.");
    }
    return new Answer.Data(enrollment.toFetchJson().canonical());
  }
}
