package org.noports.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;

/**
 * What this session can use of the daemon (sessions.md 1.3 and the matrix of 9).
 *
 * @param twinKeys whether each direction gets a key of its own
 * @param aead whether authenticated streams are offered to the daemon
 * @param heartbeats whether the daemon's end survives heartbeats on the control channel
 */
record Terms(boolean twinKeys, boolean aead, boolean heartbeats) {
  /**
   * Ports whose protocol encrypts and authenticates by itself, so that one key for both directions
   * exposes nothing but banners (sessions.md 8.2, 1): ssh and protocols that begin with TLS.
   */
  private static final Set<Integer> SELF_PROTECTED =
      Set.of(22, 443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5986, 8443);

  static final String WITHOUT_AEAD = "update the daemon, or leave out --require-aead";

  /** Checks the daemon's features in the order of the flags; throws for the first that lacks. */
  static Terms agree(NptOptions options, PingAnswer daemon) {
    required(options)
        .forEach((feature, advice) -> {
          if (!daemon.supports(feature)) {
            throw new ClientException.FeatureMissing(
                options.daemon(),
                options.device(),
                String.valueOf(daemon.version()),
                feature.lack(),
                advice);
          }
        });
    boolean twinKeys = daemon.supports(Feature.TWIN_KEYS);
    if (options.encrypt() && !twinKeys && !oneKeyWillDo(options)) {
      throw new ClientException.EncryptionTooWeak(
          options.daemon(),
          options.device(),
          "encrypts both directions with the same key, which can reveal what passes",
          "update the daemon, or accept that with --allow-legacy-crypto");
    }
    return new Terms(
        options.encrypt() && twinKeys,
        options.encrypt() && twinKeys && options.aead() && daemon.supports(Feature.AEAD_STREAMS),
        daemon.supports(Feature.CONTROL_CHANNEL_HEARTBEATS));
  }

  /** Whether this session may use one key for both directions. */
  static boolean oneKeyWillDo(NptOptions options) {
    return options.allowLegacyCrypto() || SELF_PROTECTED.contains(options.service().port());
  }

  private static Map<Feature, String> required(NptOptions options) {
    Map<Feature, String> required = new LinkedHashMap<>();
    required.put(Feature.SR_AUTH, "update the daemon");
    required.put(Feature.SR_E2EE, "update the daemon");
    required.put(Feature.SUPPORTS_PORT_CHOICE, "update the daemon, or use sshnp");
    if (!options.timeout().equals(NptOptions.DEFAULT_TIMEOUT)) {
      required.put(
          Feature.ADJUSTABLE_TIMEOUT, "update the daemon, or leave --timeout at its 30 seconds");
    }
    if (options.requireAead()) {
      required.put(Feature.TWIN_KEYS, WITHOUT_AEAD);
      required.put(Feature.AEAD_STREAMS, WITHOUT_AEAD);
    }
    return required;
  }
}
