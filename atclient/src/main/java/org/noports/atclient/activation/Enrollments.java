package org.noports.atclient.activation;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ServerUnintelligible;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.enrollment.Approval;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.enrollment.PendingEnrollment;
import org.noports.protocol.enrollment.SealedKeys;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.Otp;

/**
 * The enrolments of an atSign as somebody sees them who may decide about them (atclient.md 6.4,
 * 6.5). Thread-safe.
 */
public final class Enrollments {
  private static final Pattern KEY =
      Pattern.compile("([0-9a-fA-F-]{1,64})\\.new\\.enrollments\\.__manage@.*");

  private final Function<Command, String> server;
  private final AtKeys keys;
  private final SecureRandom random;

  /**
   * For a client that is logged in.
   *
   * @param server sends a command and gives the text after {@code data:}
   */
  public Enrollments(Function<Command, String> server, AtKeys keys, SecureRandom random) {
    this.server = server;
    this.keys = keys;
    this.random = random;
  }

  /** A passcode for one enrolment; null is the server's usual time. */
  public String passcode(@Nullable Duration lasting) {
    return server.apply(Otp.get(millis(lasting))).strip();
  }

  /** Sets the passcode that serves until it is replaced; what the server says. */
  public String setPasscode(String passcode, @Nullable Duration lasting) {
    return server.apply(Otp.put(passcode, millis(lasting))).strip();
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null || duration.isZero() ? null : (Long) duration.toMillis();
  }

  /** By their ids; all states when none is named. */
  public SequencedMap<String, PendingEnrollment> list(@Nullable EnrollmentState state) {
    JsonObject filter =
        state == null
            ? null
            : JsonObject.builder()
                .put("enrollmentStatusFilter", JsonArray.ofStrings(List.of(state.text())))
                .build();
    String answer = server.apply(Enroll.of(Enroll.Operation.LIST, filter));
    try {
      SequencedMap<String, PendingEnrollment> found = new LinkedHashMap<>();
      for (Map.Entry<String, JsonValue> entry : Json.parseObject(answer).members().entrySet()) {
        Matcher key = KEY.matcher(entry.getKey());
        if (key.matches() && entry.getValue() instanceof JsonObject enrollment) {
          found.put(key.group(1), PendingEnrollment.parse(enrollment));
        }
      }
      return found;
    } catch (ProtocolException e) {
      throw unintelligible("the list of enrolments", e);
    }
  }

  /** One of them, as the server tells it. */
  public JsonObject fetch(String id) {
    String answer = server.apply(Enroll.of(Enroll.Operation.FETCH, about(id)));
    try {
      return Json.parseObject(answer);
    } catch (ProtocolException e) {
      throw unintelligible("an enrolment", e);
    }
  }

  /** Gives the requester the atSign's keys under its own one; what the server says. */
  public String approve(String id) {
    try {
      PendingEnrollment enrollment = PendingEnrollment.parse(fetch(id));
      SealedKeys sealed =
          SealedKeys.withIvs(
              keys.encryption().privateKey(),
              keys.selfKey(),
              enrollment.symmetricKey(keys.encryption().privateKey()),
              random);
      return server.apply(Enroll.of(Enroll.Operation.APPROVE, new Approval(id, sealed).toJson()));
    } catch (ProtocolException e) {
      throw unintelligible("an enrolment", e);
    }
  }

  /** Decides about one in another way; what the server says. */
  public String decide(Enroll.Operation decision, String id) {
    return server.apply(Enroll.of(decision, about(id)));
  }

  private static JsonObject about(String id) {
    return JsonObject.builder().put("enrollmentId", id).build();
  }

  private ServerUnintelligible unintelligible(String what, ProtocolException e) {
    return new ServerUnintelligible(
        "the atServer of %s did not tell %s properly: %s"
            .formatted(keys.atSign(), what, e.getMessage()),
        e);
  }
}
