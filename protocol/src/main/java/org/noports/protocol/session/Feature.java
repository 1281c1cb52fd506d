package org.noports.protocol.session;

import java.util.List;

/**
 * The feature flags of a ping answer (sessions.md 1.3, 8.3; docs/extensions), in the order in which
 * their absence is reported.
 */
public enum Feature {
  ACCEPTS_PUBLIC_KEYS("acceptsPublicKeys", "accept ssh public keys from the client"),
  SR_AUTH("srAuth", "authenticate to the socket rendezvous"),
  SR_E2EE("srE2ee", "encrypt traffic to the socket rendezvous"),
  SUPPORTS_PORT_CHOICE("supportsPortChoice", "support requests for specific device ports"),
  ADJUSTABLE_TIMEOUT("adjustableTimeout", "support the 'timeout' value in npt session requests"),
  CONTROL_CHANNEL_HEARTBEATS(
      "controlChannelHeartbeats", "handle heartbeat messages being send over the control channel"),
  SUPPORTS_RAM_ESCR("supportsRamEscr", "support the 'ESCR' relay auth mode"),
  TWIN_KEYS("twinKeys", "support separate keys for each direction"),
  AEAD_STREAMS("aeadStreams", "support authenticated streams"),
  HYBRID_KEYS("hybridKeys", "agree on session keys that withstand quantum computers"),
  OPEN_TARGETS("openTargets", "reach several services in one session"),
  UDP("udp", "forward UDP"),
  PREPARED_CONNECTIONS("preparedConnections", "keep connections ready for their start");

  /** The order in which existing daemons write the flags; ours comes last. */
  static final List<Feature> WRITTEN_ORDER =
      List.of(
          SR_AUTH,
          SR_E2EE,
          ACCEPTS_PUBLIC_KEYS,
          SUPPORTS_PORT_CHOICE,
          ADJUSTABLE_TIMEOUT,
          CONTROL_CHANNEL_HEARTBEATS,
          SUPPORTS_RAM_ESCR,
          TWIN_KEYS,
          AEAD_STREAMS,
          HYBRID_KEYS,
          OPEN_TARGETS,
          UDP,
          PREPARED_CONNECTIONS);

  private final String flag;
  private final String lack;

  Feature(String flag, String lack) {
    this.flag = flag;
    this.lack = lack;
  }

  /** The member's name in {@code supportedFeatures}. */
  public String flag() {
    return flag;
  }

  /** What a daemon without it does not do, for the user. */
  public String lack() {
    return lack;
  }
}
