package org.noports.daemon;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;

/** What this daemon says of itself, in ping answers and device records (sessions.md 1.3). */
final class SelfDescription {
  /** Exactly what is built: a flag that promises more breaks sessions. */
  static final Set<Feature> FEATURES =
      Set.of(
          Feature.SR_AUTH,
          Feature.SR_E2EE,
          Feature.SUPPORTS_PORT_CHOICE,
          Feature.ADJUSTABLE_TIMEOUT,
          Feature.CONTROL_CHANNEL_HEARTBEATS,
          Feature.TWIN_KEYS,
          Feature.AEAD_STREAMS,
          Feature.HYBRID_KEYS,
          Feature.OPEN_TARGETS,
          Feature.UDP,
          Feature.PREPARED_CONNECTIONS);

  private SelfDescription() {}

  /**
   * @param signingKey where the key is published that answers relays' challenges; null when it is
   *     not
   */
  static String text(DaemonConfig config, @Nullable SigningKeyUri signingKey) {
    Set<Feature> features = EnumSet.copyOf(FEATURES);
    List<String> authModes = new ArrayList<>(List.of(AuthMode.PAYLOAD.text()));
    SshSettings ssh = config.ssh();
    if (ssh != null && ssh.acceptPublicKeys()) {
      features.add(Feature.ACCEPTS_PUBLIC_KEYS);
    }
    if (signingKey != null) {
      features.add(Feature.SUPPORTS_RAM_ESCR);
      authModes.add(AuthMode.ESCR.text());
    }
    return PingAnswer.ofDaemon(
            config.device().text(),
            config.deviceGroup(),
            config.version(),
            // Tells ours from the Dart core's number, as the C daemon's "c" does.
            "j" + config.version(),
            features,
            authModes,
            config.permitOpen().entries(),
            signingKey == null ? null : signingKey.text())
        .toJson()
        .canonical();
  }
}
