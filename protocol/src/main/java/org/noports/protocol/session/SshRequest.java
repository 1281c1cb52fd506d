package org.noports.protocol.session;

import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.RelayFields;

/**
 * The payload of an {@code ssh_request}, message #6 (sessions.md 1.6): connect the daemon's own
 * sshd. Version 4 clients give only the first four members.
 *
 * @param direct false is the reverse mode of version 3, which we do not serve
 * @param port the relay's port for side B
 */
public record SshRequest(
    boolean direct, SessionId sessionId, String host, int port, RelayRendezvous rendezvous)
    implements TunnelRequest {

  public SshRequest {
    RelayFields.host(host, "host");
    RelayFields.port(port, "port");
  }

  /** Reads a verified payload. */
  public static SshRequest from(JsonObject payload) {
    return new SshRequest(
        payload.bool("direct"),
        SessionId.of(payload.string("sessionId")),
        payload.string("host"),
        RelayFields.port(payload, "port"),
        RelayRendezvous.read(
            payload,
            RelayFields.flag(payload, "authenticateToRvd"),
            RelayFields.flag(payload, "encryptRvdTraffic")));
  }

  @Override
  public String relayHost() {
    return host;
  }

  @Override
  public int relayPort() {
    return port;
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("direct", direct)
            .put("sessionId", sessionId.text())
            .put("host", host)
            .put("port", port);
    rendezvous.writeMiddle(json);
    rendezvous.writeEnd(json);
    rendezvous.writeExtensions(json);
    return json.build();
  }
}
