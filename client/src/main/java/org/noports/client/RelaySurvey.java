package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.Discovery;
import org.noports.protocol.session.MessageName;

/**
 * Finds out which of several relays is nearest (sessions.md 3.8): each is asked where it is, the
 * way there is timed by a TCP connection, and the daemon is asked for its own times, so that the
 * mean of both decides. Relays that do not say where they are come last: those of early releases
 * can't. For one thread; the timing runs beside it.
 */
final class RelaySurvey {
  /** What a relay without a single port is timed by: a refusal takes as long as a welcome. */
  static final int ANY_PORT = 443;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  /** How much longer the others may take once one is known: they are further away. */
  private static final Duration LATE = Duration.ofMillis(500);

  private static final Duration EXPIRY = Duration.ofSeconds(10);
  private static final Pattern ANSWERS = Pattern.compile("(^|[:.])discover_response\\.sshrvd@");
  private static final Logger LOG = System.getLogger(RelaySurvey.class.getName());

  private RelaySurvey() {}

  /** How long the way to a relay took. */
  record Timed(AtSign relay, Discovery place, Duration took) {}

  /** All of them: first those that can be reached, by the time it takes; then as given. */
  static List<AtSign> nearestFirst(NptOptions options, SessionEdge edge, Deadlines deadlines)
      throws InterruptedException {
    List<AtSign> relays = options.relays();
    BlockingQueue<Timed> timed = new LinkedBlockingQueue<>();
    List<Timed> reached = new ArrayList<>();
    Map<AtSign, Duration> daemons;
    try (Background background = new Background("relay survey");
        Subscription answers = edge.subscribe(ANSWERS);
        DaemonLatencies daemon = DaemonLatencies.listen(options, edge)) {
      edge.awaitMonitoring(deadlines.monitor());
      background.aside(daemon::askWhetherItMeasures);
      for (AtSign relay : relays) {
        background.aside(() -> ask(relay, edge));
      }
      long until = System.nanoTime() + deadlines.discovery().toNanos();
      long latest = until;
      background.aside(() -> hear(relays, answers, background, timed, latest));
      while (reached.size() < relays.size()) {
        Timed next = timed.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        reached.add(next);
        until = Math.min(until, System.nanoTime() + LATE.toNanos());
      }
      daemons = reached.size() < 2 ? Map.of() : daemon.of(reached, deadlines.relay());
    }
    return inOrder(relays, reached, daemons);
  }

  /**
   * Nearest first by the sum of both ways; those the daemon does not reach after all others.
   *
   * @param daemons the daemon's times; empty when it tells none
   */
  static List<AtSign> inOrder(
      List<AtSign> relays, List<Timed> reached, Map<AtSign, Duration> daemons) {
    Set<AtSign> order = new LinkedHashSet<>();
    reached.stream()
        .sorted(
            Comparator.comparing(
                    (Timed one) -> !daemons.isEmpty() && !daemons.containsKey(one.relay()))
                .thenComparing(
                    one -> one.took().plus(daemons.getOrDefault(one.relay(), Duration.ZERO))))
        .forEach(one -> order.add(one.relay()));
    order.addAll(relays);
    return List.copyOf(order);
  }

  private static void ask(AtSign relay, SessionEdge edge) {
    try {
      edge.notify(
          MessageName.discoverRequest(relay, edge.atSign()),
          JsonObject.builder()
              .put("items", JsonArray.ofStrings(List.of("ipaddr", "port")))
              .build()
              .canonical(),
          NotifyOptions.DEFAULT.withTtl(EXPIRY));
    } catch (AtClientException e) {
      LOG.log(Level.INFO, () -> "The relay " + relay + " could not be asked where it is", e);
    }
  }

  /** Times each relay that answers, once. */
  private static void hear(
      List<AtSign> relays,
      Subscription answers,
      Background background,
      BlockingQueue<Timed> timed,
      long until)
      throws InterruptedException {
    Set<AtSign> left = new LinkedHashSet<>(relays);
    while (!left.isEmpty()) {
      long nanos = until - System.nanoTime();
      ReceivedNotification heard = nanos <= 0 ? null : answers.poll(Duration.ofNanos(nanos));
      if (heard == null) {
        return;
      }
      Discovery place = place(heard);
      if (place != null && left.remove(heard.from())) {
        background.aside(() -> {
          Duration took = time(place);
          if (took != null) {
            timed.add(new Timed(heard.from(), place, took));
          }
        });
      }
    }
  }

  private static @Nullable Discovery place(ReceivedNotification heard) {
    if (heard.value() == null) {
      return null;
    }
    try {
      return Discovery.parse(heard.value());
    } catch (ProtocolException e) {
      LOG.log(Level.INFO, () -> "The relay " + heard.from() + " does not say where it is", e);
      return null;
    }
  }

  /** Null when the host does not say anything. */
  private static @Nullable Duration time(Discovery place) {
    Integer port = place.singlePort();
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByName(place.host());
      long begun = System.nanoTime();
      try {
        socket.connect(
            new InetSocketAddress(address, port == null ? ANY_PORT : port),
            Math.toIntExact(CONNECT_LIMIT.toMillis()));
      } catch (ConnectException e) {
        LOG.log(Level.DEBUG, () -> place.host() + " refuses connections, as it may: " + e);
      }
      return Duration.ofNanos(System.nanoTime() - begun);
    } catch (IOException e) {
      LOG.log(Level.INFO, () -> "The relay at " + place.host() + " is not reached", e);
      return null;
    }
  }
}
