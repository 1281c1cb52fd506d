package org.noports.daemon;

import java.util.List;
import java.util.Set;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;

/** What this daemon says of itself, in ping answers and device records (sessions.md 1.3). */
final class SelfDescription {
  /** Exactly what is built: a flag that promises more breaks sessions. */
  private static final Set<Feature> FEATURES =
      Set.of(
          Feature.SR_AUTH,
          Feature.SR_E2EE,
          Feature.SUPPORTS_PORT_CHOICE,
          Feature.ADJUSTABLE_TIMEOUT,
          Feature.CONTROL_CHANNEL_HEARTBEATS,
          Feature.TWIN_KEYS);

  private SelfDescription() {}

  static String text(DaemonConfig config) {
    return PingAnswer.ofDaemon(
            config.device().text(),
            config.deviceGroup(),
            config.version(),
            // Tells ours from the Dart core's number, as the C daemon's "c" does.
            "j" + config.version(),
            FEATURES,
            List.of(AuthMode.PAYLOAD.text()),
            config.permitOpen().entries(),
            null)
        .toJson()
        .canonical();
  }
}
