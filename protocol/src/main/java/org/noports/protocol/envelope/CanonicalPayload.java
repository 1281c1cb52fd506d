package org.noports.protocol.envelope;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonBoolean;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonNumber;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;

/**
 * Refuses payloads that two programs could write differently: numbers that are not plain integers
 * up to 2^53 (sessions.md 2.2, atclient.md 11). Duplicate names are the reader's refusal.
 */
final class CanonicalPayload {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,15}");
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(53);

  private CanonicalPayload() {}

  static void check(JsonValue value) {
    switch (value) {
      case JsonObject object -> object.members().values().forEach(CanonicalPayload::check);
      case JsonArray array -> array.elements().forEach(CanonicalPayload::check);
      case JsonNumber(String text) -> checkNumber(text);
      case JsonString _, JsonBoolean _, JsonNull _ -> {}
    }
  }

  private static void checkNumber(String text) {
    if (!INTEGER.matcher(text).matches() || new BigInteger(text).abs().compareTo(LIMIT) > 0) {
      throw new ProtocolException(
          ErrorCode.AT0022, "a payload holds a number that is not a plain integer up to 2^53");
    }
  }
}
