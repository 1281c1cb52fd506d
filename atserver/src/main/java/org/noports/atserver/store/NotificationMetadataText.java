package org.noports.atserver.store;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;

/**
 * The text in which every storage engine keeps the metadata of a notification: JSON with one member
 * for each value that was given. A member it does not know is ignored.
 */
public final class NotificationMetadataText {
  private NotificationMetadataText() {}

  public static String write(Metadata metadata) {
    JsonObject.Builder out = JsonObject.builder();
    put(out, "ttl", metadata.ttl());
    put(out, "ttb", metadata.ttb());
    put(out, "ttr", metadata.ttr());
    put(out, "ccd", metadata.ccd());
    out.putIfPresent("createdAt", metadata.createdAt());
    out.putIfPresent("updatedAt", metadata.updatedAt());
    out.putIfPresent("expiresAt", metadata.expiresAt());
    out.putIfPresent("availableAt", metadata.availableAt());
    out.putIfPresent("dataSignature", metadata.dataSignature());
    out.putIfPresent("sharedKeyStatus", metadata.sharedKeyStatus());
    put(out, "isBinary", metadata.isBinary());
    put(out, "isEncrypted", metadata.isEncrypted());
    out.putIfPresent("sharedKeyEnc", metadata.sharedKeyEnc());
    out.putIfPresent("pubKeyCS", metadata.pubKeyCS());
    out.putIfPresent("pubKeyHash", metadata.pubKeyHash());
    out.putIfPresent("hashingAlgo", metadata.hashingAlgo());
    out.putIfPresent("encoding", metadata.encoding());
    out.putIfPresent("encKeyName", metadata.encKeyName());
    out.putIfPresent("encAlgo", metadata.encAlgo());
    out.putIfPresent("ivNonce", metadata.ivNonce());
    out.putIfPresent("skeEncKeyName", metadata.skeEncKeyName());
    out.putIfPresent("skeEncAlgo", metadata.skeEncAlgo());
    put(out, "immutable", metadata.immutable());
    out.putIfPresent("appMetadata", metadata.appMetadata());
    return out.build().canonical();
  }

  public static Metadata read(String text) {
    JsonObject json = Json.parseObject(text);
    return Metadata.builder()
        .ttl(json.optInteger("ttl"))
        .ttb(json.optInteger("ttb"))
        .ttr(json.optInteger("ttr"))
        .ccd(json.optBool("ccd"))
        .createdAt(json.optString("createdAt"))
        .updatedAt(json.optString("updatedAt"))
        .expiresAt(json.optString("expiresAt"))
        .availableAt(json.optString("availableAt"))
        .dataSignature(json.optString("dataSignature"))
        .sharedKeyStatus(json.optString("sharedKeyStatus"))
        .isBinary(json.optBool("isBinary"))
        .isEncrypted(json.optBool("isEncrypted"))
        .sharedKeyEnc(json.optString("sharedKeyEnc"))
        .pubKeyCS(json.optString("pubKeyCS"))
        .pubKeyHash(json.optString("pubKeyHash"))
        .hashingAlgo(json.optString("hashingAlgo"))
        .encoding(json.optString("encoding"))
        .encKeyName(json.optString("encKeyName"))
        .encAlgo(json.optString("encAlgo"))
        .ivNonce(json.optString("ivNonce"))
        .skeEncKeyName(json.optString("skeEncKeyName"))
        .skeEncAlgo(json.optString("skeEncAlgo"))
        .immutable(json.optBool("immutable"))
        .appMetadata(json.optString("appMetadata"))
        .build();
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
}
