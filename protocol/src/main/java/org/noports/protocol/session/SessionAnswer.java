package org.noports.protocol.session;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;

/**
 * The payload of a daemon's answer that says {@code connected}, message #7 (sessions.md 1.7).
 *
 * @param keys null when the traffic is not encrypted, and when the secret is agreed by {@code
 *     kemCiphertext}
 * @param ephemeralPrivateKey an OpenSSH key in PEM, of {@code ssh_request} only
 * @param streamCipher the authenticated stream mode the daemon accepted
 * @param reqHash base64 of SHA-256 of the request's canonical text, with {@code streamCipher}
 * @param kemCiphertext tells the client the secret when its key was {@code x-wing}, together with
 *     {@code streamCipher} (docs/extensions/hybrid-keys.md)
 */
public record SessionAnswer(
    SessionId sessionId,
    @Nullable WrappedSessionKeys keys,
    @Nullable String ephemeralPrivateKey,
    @Nullable String streamCipher,
    @Nullable String reqHash,
    @Nullable String kemCiphertext) {

  private static final String CONNECTED = "connected";

  public SessionAnswer {
    if (kemCiphertext != null && (keys != null || streamCipher == null || reqHash == null)) {
      throw new ProtocolException(
          ErrorCode.AT0022,
          "the daemon's answer has a kemCiphertext, but also session keys or no streamCipher");
    }
  }

  public static SessionAnswer connected(SessionId sessionId, @Nullable WrappedSessionKeys keys) {
    return new SessionAnswer(sessionId, keys, null, null, null, null);
  }

  /** Reads a verified payload; the caller compares the session id with its own. */
  public static SessionAnswer from(JsonObject payload) {
    if (!payload.string("status").equals(CONNECTED)) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the daemon's answer has a status other than 'connected'");
    }
    return new SessionAnswer(
        SessionId.of(payload.string("sessionId")),
        WrappedSessionKeys.read(payload),
        payload.optString("ephemeralPrivateKey"),
        payload.optString("streamCipher"),
        payload.optString("reqHash"),
        payload.optString("kemCiphertext"));
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("status", CONNECTED)
            .put("sessionId", sessionId.text())
            .putIfPresent("ephemeralPrivateKey", ephemeralPrivateKey);
    if (keys != null) {
      keys.write(json);
    } else if (kemCiphertext != null) {
      WrappedSessionKeys.writeNone(json);
    }
    if (kemCiphertext != null || (keys != null && keys.twin())) {
      json.put("eventLoggingConfig", JsonNull.NULL);
    }
    return json.putIfPresent("streamCipher", streamCipher)
        .putIfPresent("reqHash", reqHash)
        .putIfPresent("kemCiphertext", kemCiphertext)
        .build();
  }

  @Override
  public String toString() {
    return "SessionAnswer[" + sessionId + ", redacted]";
  }
}
