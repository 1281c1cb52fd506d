package org.noports.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.Transport;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What this session can use of the daemon (sessions.md 1.3 and the matrix of 9).
 *
 * @param twinKeys whether each direction gets a key of its own
 * @param aead whether authenticated streams are offered to the daemon
 * @param hybrid whether the secret is agreed by a key that withstands quantum computers
 * @param heartbeats whether the daemon's end survives heartbeats on the control channel
 * @param openTargets whether the daemon leads one authenticated session to several services
 * @param udp whether they may be of UDP
 * @param prepares whether the daemon keeps connections ready for their start
 */
record Terms(
    boolean twinKeys,
    boolean aead,
    boolean hybrid,
    boolean heartbeats,
    boolean openTargets,
    boolean udp,
    boolean prepares) {
  /**
   * Ports whose protocol encrypts and authenticates by itself, so that one key for both directions
   * exposes nothing but banners (sessions.md 8.2, 1): ssh and protocols that begin with TLS.
   */
  private static final Set<Integer> SELF_PROTECTED =
      Set.of(22, 443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5986, 8443);

  static final String WITHOUT_AEAD = "update the daemon, or leave out --require-aead";
  private static final String WITHOUT_HYBRID = "update the daemon, or leave out --require-hybrid";

  /**
   * Checks the daemon's features in the order of the flags; throws for the first that lacks.
   *
   * @param required what the session cannot do without, and what to do when it is missing
   */
  static Terms agree(NptOptions options, Map<Feature, String> required, PingAnswer daemon) {
    required.forEach((feature, advice) -> {
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
        aead(options, daemon),
        hybrid(options, daemon),
        daemon.supports(Feature.CONTROL_CHANNEL_HEARTBEATS),
        daemon.supports(Feature.OPEN_TARGETS),
        daemon.supports(Feature.UDP),
        daemon.supports(Feature.PREPARED_CONNECTIONS));
  }

  /** The kinds of services a session with such keys leads to besides its own. */
  Set<Transport> opens(StreamKeys keys) {
    if (!openTargets || !(keys instanceof StreamKeys.Authenticated)) {
      return Set.of();
    }
    return udp ? Set.of(Transport.TCP, Transport.UDP) : Set.of(Transport.TCP);
  }

  /** How many connections a session keeps ready; one to a UDP service keeps none. */
  int prepared(NptOptions options) {
    return prepares && options.service().transport() == Transport.TCP ? options.prepared() : 0;
  }

  private static boolean aead(NptOptions options, PingAnswer daemon) {
    return options.encrypt()
        && options.aead()
        && daemon.supports(Feature.TWIN_KEYS)
        && daemon.supports(Feature.AEAD_STREAMS);
  }

  /** Whether the daemon is asked for hybrid keys, which it offers together with streams. */
  static boolean hybrid(NptOptions options, PingAnswer daemon) {
    return options.offersHybrid() && aead(options, daemon) && daemon.supports(Feature.HYBRID_KEYS);
  }

  /**
   * What this session uses of any daemon that offers it: said in the signed request, because the
   * offer itself is not signed (hybrid-keys.md 5).
   */
  static List<String> clientFeatures(NptOptions options) {
    if (!options.encrypt()) {
      return List.of();
    }
    List<Feature> features = new ArrayList<>(List.of(Feature.TWIN_KEYS));
    if (options.aead()) {
      features.add(Feature.AEAD_STREAMS);
    }
    if (options.offersHybrid()) {
      features.add(Feature.HYBRID_KEYS);
    }
    return features.stream().map(Feature::flag).toList();
  }

  /** Whether this session may use one key for both directions. */
  static boolean oneKeyWillDo(NptOptions options) {
    return options.allowLegacyCrypto() || SELF_PROTECTED.contains(options.service().port());
  }

  /** What a session to any service needs of the daemon, and what to do when it lacks that. */
  static Map<Feature, String> required(NptOptions options) {
    Map<Feature, String> required = new LinkedHashMap<>();
    required.put(Feature.SR_AUTH, "update the daemon");
    required.put(Feature.SR_E2EE, "update the daemon");
    required.put(Feature.SUPPORTS_PORT_CHOICE, "update the daemon, or use sshnp");
    if (!options.timeout().equals(NptOptions.DEFAULT_TIMEOUT)) {
      required.put(
          Feature.ADJUSTABLE_TIMEOUT, "update the daemon, or leave --timeout at its 30 seconds");
    }
    required.putAll(protection(options));
    return required;
  }

  /** The part of it that the user has asked for beyond what every session has. */
  static Map<Feature, String> protection(NptOptions options) {
    Map<Feature, String> required = new LinkedHashMap<>();
    if (options.requireAead()) {
      String advice = options.requireHybrid() ? WITHOUT_HYBRID : WITHOUT_AEAD;
      required.put(Feature.TWIN_KEYS, advice);
      required.put(Feature.AEAD_STREAMS, advice);
    }
    if (options.service().transport() == Transport.UDP) {
      String advice = "update the daemon, or reach a TCP service";
      required.putIfAbsent(Feature.TWIN_KEYS, advice);
      required.putIfAbsent(Feature.AEAD_STREAMS, advice);
      required.put(Feature.UDP, advice);
    }
    if (options.requireHybrid()) {
      required.put(Feature.HYBRID_KEYS, WITHOUT_HYBRID);
    }
    return required;
  }
}
