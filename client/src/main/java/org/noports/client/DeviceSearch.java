package org.noports.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.PingAnswer;

/**
 * Which devices there are and which of them answer (sessions.md 6.4, {@code --list-devices}): the
 * records their daemons share with this client tell the first, a ping each the second. Ends as soon
 * as all have answered. For one thread and one use.
 */
public final class DeviceSearch {
  /** How long a device gets to answer. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(20);
  private static final Pattern HEARTBEATS =
      Pattern.compile("(^|[:.])heartbeat\\.[a-z0-9_][a-z0-9_-]{0,35}\\.sshnp@");
  private static final Logger LOG = System.getLogger(DeviceSearch.class.getName());

  private record Place(AtSign daemon, DeviceName name) {}

  private final SessionEdge edge;
  private final Duration limit;

  DeviceSearch(SessionEdge edge, Duration limit) {
    this.edge = edge;
    this.limit = limit;
  }

  public static DeviceSearch with(AtClient atClient) {
    return new DeviceSearch(new AtClientEdge(atClient), LIMIT);
  }

  /**
   * All devices by daemon and name.
   *
   * @param daemon only of this atSign; null for everybody's
   */
  public List<FoundDevice> search(@Nullable AtSign daemon) throws InterruptedException {
    try (Subscription heartbeats = edge.subscribe(HEARTBEATS);
        Background background = new Background("device search")) {
      Map<Place, PingAnswer> known = known(daemon, background);
      edge.awaitMonitoring(MONITOR_LIMIT);
      List<Future<?>> pings = new ArrayList<>();
      for (Place place : known.keySet()) {
        pings.add(
            background.start(() -> {
              ping(place);
              return null;
            }));
      }
      Map<Place, PingAnswer> answered = answers(heartbeats, known.keySet());
      pings.forEach(ping -> ping.cancel(false));
      return known.entrySet().stream()
          .map(one -> {
            PingAnswer now = answered.get(one.getKey());
            return new FoundDevice(
                one.getKey().daemon(),
                one.getKey().name(),
                now == null ? one.getValue() : now,
                now != null);
          })
          .sorted(
              Comparator.comparing((FoundDevice device) -> device.daemon().text())
                  .thenComparing(device -> device.name().text()))
          .toList();
    }
  }

  /** The records that can be read; a daemon whose server can't be reached has none. */
  private Map<Place, PingAnswer> known(@Nullable AtSign daemon, Background background)
      throws InterruptedException {
    Set<AtSign> owners = daemon == null ? SharedDevices.owners(edge) : Set.of(daemon);
    Map<Place, Future<@Nullable PingAnswer>> reading = new HashMap<>();
    for (AtSign owner : owners) {
      for (DeviceName name : SharedDevices.of(owner, edge)) {
        reading.put(
            new Place(owner, name),
            background.start(() -> info(MessageName.deviceInfo(edge.atSign(), name, owner))));
      }
    }
    Map<Place, PingAnswer> known = new HashMap<>();
    for (Map.Entry<Place, Future<@Nullable PingAnswer>> one : reading.entrySet()) {
      PingAnswer info = Background.result(one.getValue());
      if (info != null) {
        known.put(one.getKey(), info);
      }
    }
    return known;
  }

  private @Nullable PingAnswer info(AtKey key) {
    try {
      String value = edge.get(key);
      return value == null ? null : PingAnswer.parse(value);
    } catch (ClientClosed e) {
      throw e;
    } catch (AtClientException | ProtocolException e) {
      LOG.log(Level.WARNING, () -> "The record " + key + " can't be read", e);
      return null;
    }
  }

  private void ping(Place place) {
    try {
      edge.notify(
          MessageName.ping(place.daemon(), place.name(), edge.atSign()),
          "ping",
          NotifyOptions.DEFAULT);
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "Device " + place.name() + " could not be asked", e);
    }
  }

  private Map<Place, PingAnswer> answers(Subscription heartbeats, Set<Place> asked)
      throws InterruptedException {
    Map<Place, PingAnswer> answered = new HashMap<>();
    long until = System.nanoTime() + limit.toNanos();
    while (answered.size() < asked.size()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      ReceivedNotification heard = heartbeats.poll(Duration.ofNanos(left));
      if (heard != null && heard.value() != null) {
        DeviceName name = SharedDevices.name(heard.key().name());
        Place place = name == null ? null : new Place(heard.from(), name);
        PingAnswer answer = parsed(heard.value());
        if (place != null && answer != null && asked.contains(place)) {
          answered.put(place, answer);
        }
      }
    }
    return answered;
  }

  private static @Nullable PingAnswer parsed(String text) {
    try {
      return PingAnswer.parse(text);
    } catch (ProtocolException e) {
      LOG.log(Level.WARNING, "An answer to a ping is malformed", e);
      return null;
    }
  }
}
