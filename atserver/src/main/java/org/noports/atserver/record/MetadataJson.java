package org.noports.atserver.record;

import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.RecordMetadata;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;

/** Record metadata as the JSON of look-ups, and read back from another server's (5.2). */
public final class MetadataJson {
  private MetadataJson() {}

  /** Members in the order of the table, those without a value left out. */
  public static JsonObject of(RecordMetadata from) {
    JsonObject.Builder out = JsonObject.builder();
    out.putIfPresent("createdBy", from.createdBy());
    out.putIfPresent("updatedBy", from.updatedBy());
    out.put("createdAt", TimeText.of(from.createdAt()));
    out.put("updatedAt", TimeText.of(from.updatedAt()));
    out.putIfPresent("availableAt", TimeText.ofNullable(from.availableAt()));
    out.putIfPresent("expiresAt", TimeText.ofNullable(from.expiresAt()));
    out.putIfPresent("refreshAt", TimeText.ofNullable(from.refreshAt()));
    out.putIfPresent("status", from.status());
    out.put("version", from.version());
    number(out, "ttl", from.ttl());
    number(out, "ttb", from.ttb());
    number(out, "ttr", from.ttr());
    flag(out, "ccd", from.ccd());
    flag(out, "isBinary", from.isBinary());
    flag(out, "isEncrypted", from.isEncrypted());
    out.putIfPresent("dataSignature", from.dataSignature());
    out.putIfPresent("sharedKeyEnc", from.sharedKeyEnc());
    out.putIfPresent("pubKeyCS", from.pubKeyCS());
    out.putIfPresent("encoding", from.encoding());
    out.putIfPresent("encKeyName", from.encKeyName());
    out.putIfPresent("encAlgo", from.encAlgo());
    out.putIfPresent("ivNonce", from.ivNonce());
    out.putIfPresent("skeEncKeyName", from.skeEncKeyName());
    out.putIfPresent("skeEncAlgo", from.skeEncAlgo());
    String hash = from.pubKeyHash();
    if (hash != null) {
      out.put(
          "pubKeyHash",
          JsonObject.builder().put("hash", hash).put("hashingAlgo", from.hashingAlgo()).build());
    }
    flag(out, "immutable", from.immutable());
    out.putIfPresent("appMetadata", from.appMetadata());
    return out.build();
  }

  private static void flag(JsonObject.Builder out, String name, @Nullable Boolean value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  private static void number(JsonObject.Builder out, String name, @Nullable Long value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  /** What a cached copy keeps of another server's metadata. */
  public static Metadata copied(JsonObject from) {
    JsonObject hash = from.get("pubKeyHash") instanceof JsonObject object ? object : null;
    return Metadata.builder()
        .ttl(from.optInteger("ttl"))
        .ttb(from.optInteger("ttb"))
        .ttr(from.optInteger("ttr"))
        .ccd(from.optBool("ccd"))
        .createdAt(from.optString("createdAt"))
        .isBinary(from.optBool("isBinary"))
        .isEncrypted(from.optBool("isEncrypted"))
        .dataSignature(from.optString("dataSignature"))
        .sharedKeyEnc(from.optString("sharedKeyEnc"))
        .pubKeyCS(from.optString("pubKeyCS"))
        .pubKeyHash(hash == null ? null : hash.optString("hash"))
        .hashingAlgo(hash == null ? null : hash.optString("hashingAlgo"))
        .encoding(from.optString("encoding"))
        .encKeyName(from.optString("encKeyName"))
        .encAlgo(from.optString("encAlgo"))
        .ivNonce(from.optString("ivNonce"))
        .skeEncKeyName(from.optString("skeEncKeyName"))
        .skeEncAlgo(from.optString("skeEncAlgo"))
        .appMetadata(from.optString("appMetadata"))
        .build();
  }
}
