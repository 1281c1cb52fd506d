package org.noports.protocol.notification;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.metadata.Metadata;

/**
 * The metadata of a notification (atprotocol.md 4.5). Reads the live and the replayed form of old
 * servers and that of new ones; writes the newest. Absence, JSON null and the text {@code null} are
 * the same (atclient.md 5.5). Immutable.
 *
 * @param availableAt {@code 2024-10-24 10:01:00.123Z}
 * @param expiresAt in the same form
 */
public record NotificationMetadata(
    @Nullable Long ttr,
    @Nullable Long ttl,
    @Nullable Long ttb,
    @Nullable String sharedKeyEnc,
    @Nullable String pubKeyCS,
    @Nullable String dataSignature,
    @Nullable String encKeyName,
    @Nullable String encAlgo,
    @Nullable String ivNonce,
    @Nullable String skeEncKeyName,
    @Nullable String skeEncAlgo,
    @Nullable String availableAt,
    @Nullable String expiresAt,
    @Nullable String pubKeyHash,
    @Nullable String hashingAlgo,
    @Nullable String appMetadata) {

  private static final String NULL = "null";

  /**
   * What a monitor is shown of a notification's metadata.
   *
   * @param availableAt as of the notification's key, or null
   * @param expiresAt likewise
   */
  public static NotificationMetadata of(
      Metadata metadata, @Nullable String availableAt, @Nullable String expiresAt) {
    return new NotificationMetadata(
        metadata.ttr(),
        metadata.ttl(),
        metadata.ttb(),
        metadata.sharedKeyEnc(),
        metadata.pubKeyCS(),
        metadata.dataSignature(),
        metadata.encKeyName(),
        metadata.encAlgo(),
        metadata.ivNonce(),
        metadata.skeEncKeyName(),
        metadata.skeEncAlgo(),
        availableAt,
        expiresAt,
        metadata.pubKeyHash(),
        metadata.hashingAlgo(),
        metadata.appMetadata());
  }

  static NotificationMetadata from(JsonObject json) {
    JsonObject keyHash = json.get("pubKeyHash") instanceof JsonObject object ? object : null;
    return new NotificationMetadata(
        number(json, "ttr"),
        number(json, "ttl"),
        number(json, "ttb"),
        text(json, "sharedKeyEnc"),
        text(json, "pubKeyCS"),
        text(json, "dataSignature"),
        text(json, "encKeyName"),
        text(json, "encAlgo"),
        text(json, "ivNonce"),
        text(json, "skeEncKeyName"),
        text(json, "skeEncAlgo"),
        text(json, "availableAt"),
        text(json, "expiresAt"),
        keyHash == null ? text(json, "pubKeyHash") : text(keyHash, "hash"),
        keyHash == null ? text(json, "hashingAlgo") : hashingAlgo(keyHash),
        text(json, "appMetadata"));
  }

  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder();
    put(json, "ttr", ttr);
    put(json, "ttl", ttl);
    put(json, "ttb", ttb);
    return json.put("sharedKeyEnc", sharedKeyEnc)
        .put("pubKeyCS", pubKeyCS)
        .put("dataSignature", dataSignature)
        .put("encKeyName", encKeyName)
        .put("encAlgo", encAlgo)
        .put("ivNonce", ivNonce)
        .put("skeEncKeyName", skeEncKeyName)
        .put("skeEncAlgo", skeEncAlgo)
        .put("availableAt", availableAt == null ? NULL : availableAt)
        .put("expiresAt", expiresAt == null ? NULL : expiresAt)
        .put("pubKeyHash", keyHashJson())
        .put("appMetadata", appMetadata)
        .build();
  }

  private JsonValue keyHashJson() {
    return pubKeyHash == null
        ? JsonNull.NULL
        : JsonObject.builder().put("hash", pubKeyHash).put("hashingAlgo", hashingAlgo).build();
  }

  private static void put(JsonObject.Builder json, String name, @Nullable Long value) {
    if (value == null) {
      json.put(name, JsonNull.NULL);
    } else {
      json.put(name, value.longValue());
    }
  }

  static @Nullable String text(JsonObject json, String name) {
    String text = json.optString(name);
    return NULL.equals(text) ? null : text;
  }

  /** Old writers called the member {@code algo}. */
  private static @Nullable String hashingAlgo(JsonObject keyHash) {
    String algorithm = text(keyHash, "hashingAlgo");
    return algorithm == null ? text(keyHash, "algo") : algorithm;
  }

  private static @Nullable Long number(JsonObject json, String name) {
    return json.get(name) instanceof JsonString string && string.value().equals(NULL)
        ? null
        : json.optInteger(name);
  }
}
