package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.ServiceAddress;

/** What our client asks of a daemon of each generation (sessions.md 9), and when it stops. */
class VersionMatrixTest {
  private static final String V4 = "v4";
  private static final String CORE_6_0 = "srAuth srE2ee acceptsPublicKeys supportsPortChoice";
  private static final String CORE_6_2 = CORE_6_0 + " adjustableTimeout";
  private static final String CORE_6_5 = CORE_6_2 + " controlChannelHeartbeats supportsRamEscr";
  private static final String CORE_6_6 = CORE_6_5 + " twinKeys";
  private static final String C_NEW = CORE_6_2 + " supportsRamEscr twinKeys";
  private static final String OURS_AT_FIRST = CORE_6_6 + " aeadStreams hybridKeys";
  private static final String OURS = OURS_AT_FIRST + " openTargets udp preparedConnections";

  @ParameterizedTest(name = "{0}, port {1}, {2}: {3}")
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          v4,       8080, plain,    does not authenticate to the socket rendezvous
          v4,       22,   legacy,   does not authenticate to the socket rendezvous
          core 6.0, 8080, plain,    encrypts both directions with the same key
          core 6.0, 8080, legacy,   one key
          core 6.0, 22,   plain,    one key
          core 6.0, 443,  plain,    one key
          core 6.0, 22,   long,     does not support the 'timeout' value in npt session requests
          core 6.0, 8080, clear,    nothing
          core 6.2, 8080, plain,    encrypts both directions with the same key
          core 6.2, 8080, legacy,   one key
          core 6.2, 22,   long,     one key
          core 6.2, 8080, require,  does not support separate keys for each direction
          core 6.5, 8080, plain,    encrypts both directions with the same key
          core 6.5, 8080, legacy,   one key and heartbeats
          core 6.5, 22,   long,     one key and heartbeats
          core 6.6, 8080, plain,    twin keys and heartbeats
          core 6.6, 8080, legacy,   twin keys and heartbeats
          core 6.6, 8080, require,  does not support authenticated streams
          core 6.6, 8080, clear,    nothing and heartbeats
          C 0.2,    8080, plain,    encrypts both directions with the same key
          C 0.2,    22,   plain,    one key
          C 0.2,    22,   long,     does not support the 'timeout' value in npt session requests
          C new,    8080, plain,    twin keys
          C new,    8080, long,     twin keys
          C new,    8080, require,  does not support authenticated streams
          v4,       53,   udp,      does not authenticate to the socket rendezvous
          core 6.0, 53,   udp,      does not support separate keys for each direction
          core 6.5, 53,   udp,      does not support separate keys for each direction
          core 6.6, 53,   udp,      does not support authenticated streams
          C 0.2,    53,   udp,      does not support separate keys for each direction
          C new,    53,   udp,      does not support authenticated streams
          first,    53,   udp,      does not forward UDP
          ours,     53,   udp,      authenticated and heartbeats and targets=
          core 6.6, 8080, plain,    heartbeats=
          first,    8080, plain,    authenticated and heartbeats=
          ours,     8080, plain,    authenticated and heartbeats and targets and prepared=
          ours,     22,   long,     authenticated and heartbeats
          ours,     8080, require,  authenticated and heartbeats
          ours,     8080, no aead,  twin keys and heartbeats
          ours,     8080, clear,    nothing and heartbeats
          """)
  void everyGenerationGetsWhatItUnderstandsOrAReason(
      String daemon, int port, String wish, String expected) {
    assertThat(agreed(daemon, options(port, wish))).contains(expected);
  }

  private static String agreed(String daemon, NptOptions options) {
    try {
      Terms terms = Terms.agree(options, Terms.required(options), ping(daemon));
      String keys =
          !options.encrypt()
              ? "nothing"
              : terms.aead() ? "authenticated" : terms.twinKeys() ? "twin keys" : "one key";
      return "="
          + keys
          + (terms.heartbeats() ? " and heartbeats" : "")
          + (terms.openTargets() ? " and targets" : "")
          + (terms.prepared(options) > 0 ? " and prepared" : "")
          + "=";
    } catch (ClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static NptOptions options(int port, String wish) {
    ServiceAddress service =
        wish.equals("udp")
            ? ServiceAddress.udp("localhost", port)
            : ServiceAddress.of("localhost", port);
    NptOptions.Builder options =
        NptOptions.builder(Scripts.BOB, Scripts.DEVICE, Scripts.RELAY, service);
    return switch (wish) {
      case "plain", "udp" -> options.build();
      case "legacy" -> options.allowLegacyCrypto(true).build();
      case "long" -> options.timeout(NptOptions.KEEP_ALIVE_TIMEOUT).build();
      case "clear" -> options.encrypt(false).build();
      case "require" -> options.requireAead(true).build();
      case "no aead" -> options.aead(false).build();
      default -> throw new AssertionError(wish);
    };
  }

  private static PingAnswer ping(String daemon) {
    return switch (daemon) {
      case V4 -> PingAnswer.parse(Scripts.VERSION_4_PING);
      case "core 6.0" -> flagged(CORE_6_0);
      case "core 6.2" -> PingAnswer.parse(Scripts.OLD_DART_PING);
      case "core 6.5" -> flagged(CORE_6_5);
      case "core 6.6" -> flagged(CORE_6_6);
      case "C 0.2" -> PingAnswer.parse(Scripts.C_PING);
      case "C new" -> flagged(C_NEW);
      case "first" -> flagged(OURS_AT_FIRST);
      case "ours" -> flagged(OURS);
      default -> throw new AssertionError(daemon);
    };
  }

  private static PingAnswer flagged(String flags) {
    Set<String> names = Set.copyOf(Arrays.asList(flags.split(" ", -1)));
    Set<Feature> features =
        EnumSet.allOf(Feature.class).stream()
            .filter(feature -> names.contains(feature.flag()))
            .collect(Collectors.toSet());
    return PingAnswer.parse(Scripts.ping(features));
  }
}
