package org.noports.atserver.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * The text in which every storage engine keeps the metadata of a record: JSON with one member for
 * each value that is set, times as epoch milliseconds. A member it does not know is ignored, so
 * that an older program can read what a newer one wrote.
 */
public final class RecordMetadataText {
  private RecordMetadataText() {}

  public static String write(RecordMetadata metadata) {
    JsonObject.Builder out = JsonObject.builder();
    put(out, "createdBy", metadata.createdBy());
    put(out, "updatedBy", metadata.updatedBy());
    put(out, "createdAt", metadata.createdAt());
    put(out, "updatedAt", metadata.updatedAt());
    put(out, "availableAt", metadata.availableAt());
    put(out, "expiresAt", metadata.expiresAt());
    put(out, "refreshAt", metadata.refreshAt());
    put(out, "status", metadata.status());
    out.put("version", metadata.version());
    put(out, "ttl", metadata.ttl());
    put(out, "ttb", metadata.ttb());
    put(out, "ttr", metadata.ttr());
    put(out, "ccd", metadata.ccd());
    put(out, "isBinary", metadata.isBinary());
    put(out, "isEncrypted", metadata.isEncrypted());
    put(out, "dataSignature", metadata.dataSignature());
    put(out, "sharedKeyStatus", metadata.sharedKeyStatus());
    put(out, "sharedKeyEnc", metadata.sharedKeyEnc());
    put(out, "pubKeyCS", metadata.pubKeyCS());
    put(out, "encoding", metadata.encoding());
    put(out, "encKeyName", metadata.encKeyName());
    put(out, "encAlgo", metadata.encAlgo());
    put(out, "ivNonce", metadata.ivNonce());
    put(out, "skeEncKeyName", metadata.skeEncKeyName());
    put(out, "skeEncAlgo", metadata.skeEncAlgo());
    put(out, "pubKeyHash", metadata.pubKeyHash());
    put(out, "hashingAlgo", metadata.hashingAlgo());
    put(out, "immutable", metadata.immutable());
    put(out, "appMetadata", metadata.appMetadata());
    return out.build().canonical();
  }

  public static RecordMetadata read(String text) {
    JsonObject json = Json.parseObject(text);
    return RecordMetadata.builder(Instant.ofEpochMilli(json.integer("createdAt")))
        .updatedAt(Instant.ofEpochMilli(json.integer("updatedAt")))
        .createdBy(json.optString("createdBy"))
        .updatedBy(json.optString("updatedBy"))
        .availableAt(time(json, "availableAt"))
        .expiresAt(time(json, "expiresAt"))
        .refreshAt(time(json, "refreshAt"))
        .status(json.optString("status"))
        .version(json.integer("version"))
        .ttl(json.optInteger("ttl"))
        .ttb(json.optInteger("ttb"))
        .ttr(json.optInteger("ttr"))
        .ccd(json.optBool("ccd"))
        .isBinary(json.optBool("isBinary"))
        .isEncrypted(json.optBool("isEncrypted"))
        .dataSignature(json.optString("dataSignature"))
        .sharedKeyStatus(json.optString("sharedKeyStatus"))
        .sharedKeyEnc(json.optString("sharedKeyEnc"))
        .pubKeyCS(json.optString("pubKeyCS"))
        .encoding(json.optString("encoding"))
        .encKeyName(json.optString("encKeyName"))
        .encAlgo(json.optString("encAlgo"))
        .ivNonce(json.optString("ivNonce"))
        .skeEncKeyName(json.optString("skeEncKeyName"))
        .skeEncAlgo(json.optString("skeEncAlgo"))
        .pubKeyHash(json.optString("pubKeyHash"))
        .hashingAlgo(json.optString("hashingAlgo"))
        .immutable(json.optBool("immutable"))
        .appMetadata(json.optString("appMetadata"))
        .build();
  }

  private static void put(JsonObject.Builder out, String name, @Nullable String value) {
    out.putIfPresent(name, value);
  }

  private static void put(JsonObject.Builder out, String name, @Nullable Long value) {
    if (value != null) {
      out.put(name, value.longValue());
    }
  }

  private static void put(JsonObject.Builder out, String name, @Nullable Boolean value) {
    if (value != null) {
      out.put(name, value.booleanValue());
    }
  }

  private static void put(JsonObject.Builder out, String name, @Nullable Instant value) {
    if (value != null) {
      out.put(name, value.toEpochMilli());
    }
  }

  private static @Nullable Instant time(JsonObject json, String name) {
    Long millis = json.optInteger(name);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
