package org.noports.atserver.access;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Refusal;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;

/**
 * One enrollment: an app on a device, the namespaces it may use and the key it logs in with
 * (atprotocol.md 7). Immutable.
 *
 * @param sessionId the connection that asked for it
 * @param encryptedSymmetricKey the wrapped APKAM symmetric key, absent for the first enrollment
 * @param keysExpiryMillis life from the approval on, 0 for ever
 * @param expiresAt when the record ends, or null
 */
public record Enrollment(
    String id,
    @Nullable String sessionId,
    String appName,
    String deviceName,
    SequencedMap<String, Right> namespaces,
    String apkamPublicKey,
    @Nullable String signingAlgo,
    String requestType,
    EnrollmentState state,
    @Nullable String encryptedSymmetricKey,
    long keysExpiryMillis,
    @Nullable Instant expiresAt) {

  /** The namespace whose holders manage enrollments. */
  public static final String MANAGE = "__manage";

  /** The namespace that stands for all others. */
  public static final String ANY = "*";

  private static final DateTimeFormatter ISO_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private static final String KEY_SUFFIX = ".new.enrollments.__manage";

  /** What the keys of all of them have in them. */
  public static final String KEY_PART = KEY_SUFFIX + "@";

  public Enrollment {
    namespaces = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(namespaces));
  }

  /** The key its record is stored under. */
  public static String key(String id, AtSign owner) {
    return id.toLowerCase(Locale.ROOT) + KEY_SUFFIX + owner;
  }

  static boolean isEnrollmentKey(String key, AtSign owner) {
    return key.endsWith(KEY_SUFFIX + owner);
  }

  /** Whether an enrollment of any atSign is kept under the key. */
  public static boolean isEnrollmentKey(String key) {
    return key.contains(KEY_SUFFIX);
  }

  /** Whose enrollment is kept under the key. */
  public static String idOf(String key) {
    return key.substring(0, key.indexOf(KEY_SUFFIX));
  }

  public String key(AtSign owner) {
    return key(id, owner);
  }

  public boolean isApproved() {
    return state == EnrollmentState.APPROVED;
  }

  /** Whether the other may not be added beside it: the same app on the same device has one. */
  boolean excludes(Enrollment other) {
    return (state == EnrollmentState.PENDING || state == EnrollmentState.APPROVED)
        && !id.equals(other.id)
        && appName.equals(other.appName)
        && deviceName.equals(other.deviceName);
  }

  public boolean manages() {
    return namespaces.containsKey(MANAGE);
  }

  public Enrollment with(EnrollmentState newState, @Nullable Instant newExpiry) {
    return new Enrollment(
        id,
        sessionId,
        appName,
        deviceName,
        namespaces,
        apkamPublicKey,
        signingAlgo,
        requestType,
        newState,
        encryptedSymmetricKey,
        keysExpiryMillis,
        newExpiry);
  }

  /** The same with another login key. */
  public Enrollment withKey(String publicKey, String algorithm) {
    return new Enrollment(
        id,
        sessionId,
        appName,
        deviceName,
        namespaces,
        publicKey,
        algorithm,
        requestType,
        state,
        encryptedSymmetricKey,
        keysExpiryMillis,
        expiresAt);
  }

  /** The stored form, which {@code info} shows too. */
  public JsonObject toJson() {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("sessionId", sessionId)
            .put("appName", appName)
            .put("deviceName", deviceName)
            .put("namespaces", namespacesJson())
            .put("apkamPublicKey", apkamPublicKey)
            .put("requestType", requestType)
            .put("approval", JsonObject.builder().put("state", stateText()).build())
            .put("encryptedAPKAMSymmetricKey", encryptedSymmetricKey)
            .put("apkamKeysExpiryInMillis", keysExpiryMillis);
    out.putIfPresent("signingAlgo", signingAlgo);
    return out.build();
  }

  /** The form of {@code enroll:fetch}: {@code namespace} in the singular. */
  public JsonObject toFetchJson() {
    return shown().build();
  }

  /** The form of {@code enroll:list}, which also tells the end of what has one (7.6). */
  public JsonObject toListJson() {
    JsonObject.Builder out = shown();
    if (expiresAt != null) {
      out.put("expiresAt", ISO_MILLIS.format(expiresAt));
    }
    return out.build();
  }

  private JsonObject.Builder shown() {
    return JsonObject.builder()
        .put("appName", appName)
        .put("deviceName", deviceName)
        .put("namespace", namespacesJson())
        .put("encryptedAPKAMSymmetricKey", encryptedSymmetricKey)
        .put("status", stateText());
  }

  public String stateText() {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The namespaces with their rights. */
  public JsonObject namespacesJson() {
    JsonObject.Builder out = JsonObject.builder();
    namespaces.forEach((name, right) -> out.put(name, right.text()));
    return out.build();
  }

  static Enrollment of(String id, JsonObject from, @Nullable Instant expiresAt) {
    return new Enrollment(
        id,
        from.optString("sessionId"),
        from.string("appName"),
        from.string("deviceName"),
        namespaces(from.object("namespaces")),
        from.string("apkamPublicKey"),
        from.optString("signingAlgo"),
        from.string("requestType"),
        EnrollmentState.valueOf(from.object("approval").string("state").toUpperCase(Locale.ROOT)),
        from.optString("encryptedAPKAMSymmetricKey"),
        from.integer("apkamKeysExpiryInMillis"),
        expiresAt);
  }

  /** Reads namespaces and rights of a request; anything but {@code r} and {@code rw} is refused. */
  public static SequencedMap<String, Right> namespaces(JsonObject from) {
    SequencedMap<String, Right> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> entry : from.members().entrySet()) {
      Right right = entry.getValue() instanceof JsonString text ? Right.named(text.value()) : null;
      if (right == null || entry.getKey().isBlank()) {
        throw Refusal.of(ErrorCode.AT0022, "a namespace needs the access r or rw");
      }
      out.put(entry.getKey(), right);
    }
    return out;
  }
}
