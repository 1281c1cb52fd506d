package org.noports.protocol.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/**
 * What a client asks of a relay, message #3 (sessions.md 1.4). Written in full as the newest
 * clients do; read in every older form.
 *
 * @param relayAuthMode the mode of both sides on a relay that does not detect it
 * @param relayAuthAesKey what client, relay and daemon share for {@link AuthMode#ESCR}
 * @param only443 whether everything has to go through one port
 * @param multipleAcksOk whether the client copes with answers of several relay processes
 * @param preFetch public records the relay should fetch at once
 * @param sendJsonResponse whether the client asks for the JSON answer
 */
public record PortRequest(
    SessionId sessionId,
    AtSign atSignA,
    AtSign atSignB,
    boolean authenticateSocketA,
    boolean authenticateSocketB,
    Nonce clientNonce,
    AuthMode relayAuthMode,
    @Nullable AesKey relayAuthAesKey,
    boolean only443,
    boolean multipleAcksOk,
    List<String> preFetch,
    boolean sendJsonResponse) {

  private static final int MAX_PRE_FETCH = 16;

  public PortRequest {
    preFetch = List.copyOf(preFetch);
  }

  /** To be filled in; what is not set is as an ordinary client of today asks. */
  public static Builder of(SessionId id, AtSign client, AtSign daemon, Nonce clientNonce) {
    return new Builder(id, client, daemon, clientNonce);
  }

  public static PortRequest parse(JsonObject message) {
    return new PortRequest(
        SessionId.of(message.string("sessionId")),
        AtSign.of(message.string("atSignA")),
        AtSign.of(message.string("atSignB")),
        message.bool("authenticateSocketA"),
        message.bool("authenticateSocketB"),
        Nonce.of(message.string("clientNonce")),
        RelayFields.authMode(message),
        RelayFields.authKey(message),
        RelayFields.flag(message, "only443"),
        RelayFields.flag(message, "multipleAcksOk"),
        RelayFields.texts(message, "preFetch", MAX_PRE_FETCH),
        RelayFields.flag(message, "sendJsonResponse"));
  }

  /**
   * Of a client of version 4, which says no more than the session's id: neither side authenticates,
   * and who the daemon is remains unknown.
   */
  public static PortRequest ofVersion4(SessionId sessionId, AtSign client, Nonce clientNonce) {
    return new PortRequest(
        sessionId,
        client,
        client,
        false,
        false,
        clientNonce,
        AuthMode.PAYLOAD,
        null,
        false,
        false,
        List.of(),
        false);
  }

  /** Whether the sides can prove themselves with {@link AuthMode#ESCR}. */
  public boolean offersEscr() {
    return relayAuthAesKey != null;
  }

  /**
   * Decrypts a side's answer with this request's key, so that the relay itself handles none;
   * CryptoException or ProtocolException when it is not encrypted with that.
   */
  public EscrAnswer open(EscrLine line) {
    if (relayAuthAesKey == null) {
      throw new CryptoException("the session has no key for relay authentication");
    }
    return line.open(relayAuthAesKey);
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("sessionId", sessionId.text())
        .put("atSignA", atSignA.text())
        .put("atSignB", atSignB.text())
        .put("authenticateSocketA", authenticateSocketA)
        .put("authenticateSocketB", authenticateSocketB)
        .put("clientNonce", clientNonce.text())
        .put("relayAuthMode", relayAuthMode.text())
        .put("relayAuthAesKey", relayAuthAesKey == null ? null : relayAuthAesKey.secretBase64())
        .put("only443", only443)
        .put("multipleAcksOk", multipleAcksOk)
        .put("preFetch", JsonArray.ofStrings(preFetch))
        .put("sendJsonResponse", sendJsonResponse)
        .build();
  }

  /** Both sides authenticate, by {@code payload}, through two ports. Not thread-safe. */
  public static final class Builder {
    private final SessionId sessionId;
    private final AtSign client;
    private final AtSign daemon;
    private final Nonce clientNonce;
    private boolean clientAuthenticates = true;
    private boolean daemonAuthenticates = true;
    private AuthMode mode = AuthMode.PAYLOAD;
    private @Nullable AesKey key;
    private boolean only443;
    private boolean multipleAcksOk = true;
    private List<String> preFetch = List.of();

    private Builder(SessionId sessionId, AtSign client, AtSign daemon, Nonce clientNonce) {
      this.sessionId = sessionId;
      this.client = client;
      this.daemon = daemon;
      this.clientNonce = clientNonce;
    }

    /** Which sides authenticate. */
    public Builder authenticating(boolean clientSide, boolean daemonSide) {
      clientAuthenticates = clientSide;
      daemonAuthenticates = daemonSide;
      return this;
    }

    /**
     * How they authenticate.
     *
     * @param sharedKey for {@link AuthMode#ESCR}; null when the sides cannot do that
     */
    public Builder by(AuthMode authMode, @Nullable AesKey sharedKey) {
      mode = authMode;
      key = sharedKey;
      return this;
    }

    public Builder only443(boolean value) {
      only443 = value;
      return this;
    }

    public Builder multipleAcksOk(boolean value) {
      multipleAcksOk = value;
      return this;
    }

    /** Public records that the relay will need. */
    public Builder preFetch(List<String> records) {
      preFetch = records;
      return this;
    }

    public PortRequest build() {
      return new PortRequest(
          sessionId,
          client,
          daemon,
          clientAuthenticates,
          daemonAuthenticates,
          clientNonce,
          mode,
          key,
          only443,
          multipleAcksOk,
          preFetch,
          true);
    }
  }
}
