package org.noports.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.PingAnswer;

/**
 * How far the relays are from the daemon, as it says itself (sessions.md 3.8). Only daemons that
 * measure are waited for: a ping tells which do. For one thread, but for the ping.
 */
final class DaemonLatencies implements AutoCloseable {
  /** For the ping's answer, after the relays have given theirs. */
  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

  /** Of daemons of the reference; ours are known by what else they can do. */
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

  private static final int FIRST_MAJOR = 5;
  private static final int FIRST_MINOR = 15;
  private static final Logger LOG = System.getLogger(DaemonLatencies.class.getName());

  private final NptOptions options;
  private final SessionEdge edge;
  private final Answers pingAnswers;
  private final Answers figures;

  private DaemonLatencies(
      NptOptions options, SessionEdge edge, Answers pingAnswers, Answers figures) {
    this.options = options;
    this.edge = edge;
    this.pingAnswers = pingAnswers;
    this.figures = figures;
  }

  static DaemonLatencies listen(NptOptions options, SessionEdge edge) {
    AtSign daemon = options.daemon();
    return new DaemonLatencies(
        options,
        edge,
        Answers.listen(
            edge,
            daemon,
            MessageName.pingAnswer(edge.atSign(), options.device(), daemon).name(),
            MessageName.refusal(edge.atSign(), options.device(), daemon).name()),
        Answers.listen(
            edge,
            daemon,
            MessageName.relayLatencies(edge.atSign(), options.device(), daemon).name()));
  }

  /** Sends the ping whose answer says whether the daemon measures. */
  void askWhetherItMeasures() {
    send(MessageName.ping(options.daemon(), options.device(), edge.atSign()), "ping");
  }

  /** The daemon's times to those it reaches; none when it does not tell within the limit. */
  Map<AtSign, Duration> of(List<RelaySurvey.Timed> relays, Duration limit)
      throws InterruptedException {
    Boolean measures = pingAnswers.await(PING_LIMIT, DaemonLatencies::measures);
    if (measures == null || !measures) {
      return Map.of();
    }
    JsonObject.Builder question = JsonObject.builder();
    for (RelaySurvey.Timed relay : relays) {
      Integer port = relay.place().singlePort();
      question.put(
          relay.relay().text(),
          JsonObject.builder()
              .put("ipaddr", relay.place().host())
              .put("port", port == null ? RelaySurvey.ANY_PORT : port)
              .build());
    }
    send(
        MessageName.relayLatencyRequest(options.daemon(), options.device(), edge.atSign()),
        question.build().canonical());
    Map<AtSign, Duration> told = figures.await(limit, answer -> read(answer.text(), relays));
    return told == null ? Map.of() : told;
  }

  private void send(AtKey key, String text) {
    try {
      edge.notify(key, text, NotifyOptions.DEFAULT);
    } catch (AtClientException e) {
      LOG.log(Level.INFO, () -> "Not sent: " + key, e);
    }
  }

  /** What is no answer to a ping is a refusal, and a daemon that refuses does not measure. */
  private static boolean measures(Answers.Answer answer) {
    try {
      PingAnswer ping = PingAnswer.parse(answer.text());
      return ping.supports(Feature.AEAD_STREAMS) || isRecent(ping.version());
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static boolean isRecent(@Nullable String version) {
    if (version == null) {
      return false;
    }
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    return major > FIRST_MAJOR
        || (major == FIRST_MAJOR && Integer.parseInt(numbers.group(2)) >= FIRST_MINOR);
  }

  /** Null when it makes no sense, so that a better answer is waited for. */
  private static @Nullable Map<AtSign, Duration> read(String text, List<RelaySurvey.Timed> relays) {
    try {
      JsonObject figures = Json.parseObject(text);
      Map<AtSign, Duration> times = new LinkedHashMap<>();
      for (RelaySurvey.Timed relay : relays) {
        Long milliseconds = figures.optInteger(relay.relay().text());
        if (milliseconds != null && milliseconds >= 0) {
          times.put(
              relay.relay(), Duration.ofMillis(Math.min(milliseconds, TimeUnit.HOURS.toMillis(1))));
        }
      }
      return times;
    } catch (ProtocolException e) {
      LOG.log(Level.INFO, "What the daemon says of the relays is malformed", e);
      return null;
    }
  }

  @Override
  public void close() {
    pingAnswers.close();
    figures.close();
  }
}
