package org.noports.protocol.session;

import java.time.Duration;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.RelayFields;

/**
 * The payload of an {@code npt_request}, message #6 (sessions.md 1.6): connect a service through
 * the relay. Written in full as the newest clients do; read in every older form.
 *
 * @param rvdPort the relay's port for side B
 * @param timeout how long the daemon's side may be without a data connection
 */
public record NptRequest(
    SessionId sessionId,
    String rvdHost,
    int rvdPort,
    ServiceAddress requested,
    RelayRendezvous rendezvous,
    Duration timeout)
    implements TunnelRequest {

  /** What an absent {@code timeout} means. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** Longer ones say the same: {@code -T 0} is 365 days. */
  public static final Duration MAX_TIMEOUT = Duration.ofDays(366);

  public NptRequest {
    RelayFields.host(rvdHost, "rvdHost");
    RelayFields.port(rvdPort, "rvdPort");
    if (timeout.isNegative()) {
      throw new ProtocolException(ErrorCode.AT0022, "the timeout is negative");
    }
    if (timeout.compareTo(MAX_TIMEOUT) > 0) {
      timeout = MAX_TIMEOUT;
    }
  }

  /** Reads a verified payload. */
  public static NptRequest from(JsonObject payload) {
    Long timeout = payload.optInteger("timeout");
    String protocol = payload.optString("requestedProtocol");
    return new NptRequest(
        SessionId.of(payload.string("sessionId")),
        payload.string("rvdHost"),
        RelayFields.port(payload, "rvdPort"),
        ServiceAddress.of(
                payload.string("requestedHost"), RelayFields.port(payload, "requestedPort"))
            .by(protocol == null ? Transport.TCP : Transport.of(protocol)),
        RelayRendezvous.read(
            payload, payload.bool("authenticateToRvd"), payload.bool("encryptRvdTraffic")),
        timeout == null ? DEFAULT_TIMEOUT : Duration.ofMillis(timeout));
  }

  @Override
  public String relayHost() {
    return rvdHost;
  }

  @Override
  public int relayPort() {
    return rvdPort;
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("sessionId", sessionId.text())
            .put("rvdHost", rvdHost)
            .put("rvdPort", rvdPort)
            .put("requestedPort", requested.port())
            .put("requestedHost", requested.host());
    rendezvous.writeMiddle(json);
    json.put("timeout", timeout.toMillis());
    rendezvous.writeEnd(json);
    if (requested.transport() != Transport.TCP) {
      json.put("requestedProtocol", requested.transport().text());
    }
    rendezvous.writeExtensions(json);
    return json.build();
  }
}
