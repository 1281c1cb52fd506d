package org.noports.protocol.relay;

import java.nio.charset.StandardCharsets;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.StrictBase64;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;

/**
 * A side's answer line as it stands on the wire, {@code <sid>:<base64>} (sessions.md 3.5). It names
 * the session, whose key then opens it; nothing in it is authenticated yet.
 */
public record EscrLine(SessionId sessionId, Iv iv, String cipherText) {
  /** Enough for an ML-DSA-65 signature, encoded three times over. */
  public static final int MAX_LINE_BYTES = 11_270 + 1024;

  /** Reads a line without its line feed. */
  public static EscrLine parse(String rawLine) {
    String line = rawLine.strip();
    if (line.length() > MAX_LINE_BYTES) {
      throw new ProtocolException(ErrorCode.AT0005, "a relay auth line is too long");
    }
    if (!line.chars().allMatch(c -> c >= 33 && c <= 127)) {
      throw new ProtocolException(ErrorCode.AT0022, "a relay auth line is not visible ASCII");
    }
    int colon = line.indexOf(':');
    if (colon < 0 || line.indexOf(':', colon + 1) >= 0) {
      throw new ProtocolException(ErrorCode.AT0022, "a relay auth line has not exactly one ':'");
    }
    SessionId sessionId = SessionId.of(line.substring(0, colon));
    byte[] outer = StrictBase64.decode(line.substring(colon + 1), "a relay auth line");
    JsonObject json = Json.parseObject(new String(outer, StandardCharsets.UTF_8));
    return new EscrLine(sessionId, Iv.fromBase64(json.string("iv")), json.string("e"));
  }

  /** Decrypts with the session's key; CryptoException or ProtocolException when it is not that. */
  public EscrAnswer open(AesKey relayAuthAesKey) {
    String base64 = relayAuthAesKey.decryptText(cipherText, iv);
    byte[] envelope = StrictBase64.decode(base64, "a relay auth envelope");
    return EscrAnswer.fromJson(Json.parseObject(new String(envelope, StandardCharsets.UTF_8)));
  }

  /** The text to send, without the line feed. */
  public String text() {
    String outer =
        JsonObject.builder().put("iv", iv.base64()).put("e", cipherText).build().canonical();
    return sessionId.text() + ":" + StrictBase64.encode(outer.getBytes(StandardCharsets.UTF_8));
  }
}
