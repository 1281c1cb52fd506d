package org.noports.protocol.verb;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * Reads the JSON form of update (atprotocol.md 3.5.1) into the same record as the plain form. Pure.
 */
final class JsonUpdate {
  /** The plain form has no place for them in a key. */
  private static final Pattern BLANKS = Pattern.compile("\\s");

  private static final List<String> FLAGS = List.of("isPublic", "isBinary", "isEncrypted");

  private JsonUpdate() {}

  static Update read(LineCursor line) {
    AtKey key;
    String value;
    @Nullable JsonObject given;
    Metadata.Builder metadata;
    try {
      JsonObject json = Json.parseObject(line.rest());
      given = json.optObject("metadata");
      key = key(json, given != null && Boolean.TRUE.equals(given.optBool("isPublic")));
      value = json.string("value");
      metadata = given == null ? Metadata.builder() : metadata(given);
    } catch (ProtocolException e) {
      throw line.fail(e);
    }
    if (key.name().indexOf(':') >= 0) {
      throw line.fail();
    }
    if (given != null) {
      requireFlags(given);
    }
    // A number out of range has a text of its own, as in the plain form.
    return new Update(key, metadata.build(), value, false);
  }

  /** Those who write metadata at all write these, null if unknown; the error is the reference's. */
  private static void requireFlags(JsonObject metadata) {
    if (!metadata.members().keySet().containsAll(FLAGS)) {
      throw new ProtocolException(ErrorCode.AT0010, "type 'Null' is not a subtype of type 'bool'");
    }
  }

  private static AtKey key(JsonObject json, boolean isPublic) {
    String sharedWith = json.optString("sharedWith");
    return new AtKey(
        false,
        isPublic,
        sharedWith == null || isPublic ? null : AtSign.of(sharedWith),
        BLANKS.matcher(json.string("atKey")).replaceAll(""),
        AtSign.of(json.string("sharedBy")));
  }

  private static Metadata.Builder metadata(JsonObject json) {
    JsonObject keyHash = json.optObject("pubKeyHash");
    return Metadata.builder()
        .ttl(json.optInteger("ttl"))
        .ttb(json.optInteger("ttb"))
        .ttr(json.optInteger("ttr"))
        .ccd(json.optBool("ccd"))
        .dataSignature(json.optString("dataSignature"))
        .sharedKeyStatus(json.optString("sharedKeyStatus"))
        .isBinary(json.optBool("isBinary"))
        .isEncrypted(json.optBool("isEncrypted"))
        .sharedKeyEnc(json.optString("sharedKeyEnc"))
        .pubKeyCS(json.optString("pubKeyCS"))
        .pubKeyHash(keyHash == null ? null : keyHash.optString("hash"))
        .hashingAlgo(keyHash == null ? null : hashingAlgo(keyHash))
        .encoding(json.optString("encoding"))
        .encKeyName(json.optString("encKeyName"))
        .encAlgo(json.optString("encAlgo"))
        .ivNonce(json.optString("ivNonce"))
        .skeEncKeyName(json.optString("skeEncKeyName"))
        .skeEncAlgo(json.optString("skeEncAlgo"))
        .immutable(json.optBool("immutable"))
        .appMetadata(json.optString("appMetadata"));
  }

  /** Old writers called the member {@code algo}. */
  private static @Nullable String hashingAlgo(JsonObject keyHash) {
    String algorithm = keyHash.optString("hashingAlgo");
    return algorithm == null ? keyHash.optString("algo") : algorithm;
  }
}
