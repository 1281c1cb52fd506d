package org.noports.protocol.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;

/** Readers of the members that relay messages and session requests share. Pure. */
public final class RelayFields {
  public static final int MAX_PORT = 65_535;
  private static final int MAX_HOST_LENGTH = 255;

  private RelayFields() {}

  /** {@code relayAuthMode}; absent or null is {@link AuthMode#PAYLOAD}. */
  public static AuthMode authMode(JsonObject message) {
    String text = message.optString("relayAuthMode");
    return text == null ? AuthMode.PAYLOAD : AuthMode.of(text);
  }

  /** {@code relayAuthAesKey}; null when absent or null. */
  public static @Nullable AesKey authKey(JsonObject message) {
    String text = message.optString("relayAuthAesKey");
    return text == null ? null : AesKey.fromBase64(text);
  }

  /** A flag whose absence means false. */
  public static boolean flag(JsonObject message, String name) {
    Boolean value = message.optBool(name);
    return value != null && value;
  }

  public static @Nullable Nonce optNonce(JsonObject message, String name) {
    String text = message.optString(name);
    return text == null ? null : Nonce.of(text);
  }

  /** A port, 1 to 65535. */
  public static int port(JsonObject message, String name) {
    return port(message.integer(name), name);
  }

  public static int port(long value, String name) {
    if (value < 1 || value > MAX_PORT) {
      throw new ProtocolException(ErrorCode.AT0022, name + " is not a port from 1 to 65535");
    }
    return (int) value;
  }

  /** A host name or address as an operator typed it: visible characters, no comma. */
  public static String host(String host, String name) {
    if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0022, name + " has not 1 to 255 characters");
    }
    boolean odd =
        host.codePoints()
            .anyMatch(c ->
                c == ',' || Character.isWhitespace(c) || Character.isISOControl(c) || c == 0xa0);
    if (odd) {
      throw new ProtocolException(
          ErrorCode.AT0022, name + " has a comma, blank or control character");
    }
    return host;
  }

  /** A list of texts; absent or null is empty. */
  public static List<String> texts(JsonObject message, String name, int limit) {
    JsonArray array = message.optArray(name);
    if (array == null) {
      return List.of();
    }
    if (array.elements().size() > limit) {
      throw new ProtocolException(ErrorCode.AT0022, name + " has more than " + limit + " elements");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      if (!(element instanceof JsonString(String value))) {
        throw new ProtocolException(ErrorCode.AT0022, name + " holds something else than texts");
      }
      texts.add(value);
    }
    return List.copyOf(texts);
  }
}
