package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ServerRefused;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;

/**
 * Keeps the records that let managers list their devices (sessions.md 6.4): user name and
 * description for each manager, at the start and hourly, or deleted when the daemon is hidden. Runs
 * on a thread of its own, so that a slow atServer of a manager delays nobody.
 */
final class DeviceRecords implements AutoCloseable {
  static final Duration REFRESH = Duration.ofHours(1);

  /** After a round in which something failed; doubled each time, up to {@link #REFRESH}. */
  static final Duration RETRY = Duration.ofMinutes(1);

  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final long FOR_EVER = -1;
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final DaemonConfig config;
  private final Supplier<String> description;
  private final CountDownLatch closed = new CountDownLatch(1);

  DeviceRecords(DaemonEdge edge, DaemonConfig config, Supplier<String> description) {
    this.edge = edge;
    this.config = config;
    this.description = description;
  }

  /** Serves until closed. */
  void run() {
    try {
      boolean done;
      Duration retry = RETRY;
      Duration pause;
      do {
        done = round();
        pause = done ? REFRESH : retry;
        Duration doubled = retry.multipliedBy(2);
        retry = done ? RETRY : doubled.compareTo(REFRESH) > 0 ? REFRESH : doubled;
      } while (!(done && config.hide()) && !closed(pause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private boolean closed(Duration wait) throws InterruptedException {
    return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean round() {
    boolean done = true;
    for (AtSign manager : config.managers()) {
      done &= attempt(manager);
    }
    return done;
  }

  /** A record that is not there is deleted already; servers of some versions refuse then. */
  private void delete(AtKey key) {
    try {
      edge.delete(key);
    } catch (ServerRefused e) {
      if (!e.code().equals(ErrorCode.AT0015.name())) {
        throw e;
      }
    }
  }

  private boolean attempt(AtSign manager) {
    AtKey userName = MessageName.username(manager, config.device(), edge.atSign());
    AtKey deviceInfo = MessageName.deviceInfo(manager, config.device(), edge.atSign());
    try {
      if (config.hide()) {
        delete(userName);
        delete(deviceInfo);
      } else {
        if (!config.userName().isEmpty()) {
          edge.put(userName, config.userName(), Metadata.builder().ttr(FOR_EVER).ccd(true).build());
        }
        edge.put(
            deviceInfo,
            description.get(),
            Metadata.builder().ttl(LIFETIME.toMillis()).ttr(FOR_EVER).ccd(true).build());
      }
      return true;
    } catch (AtClientException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "Device records for %s could not be %s, trying again"
                  .formatted(manager, config.hide() ? "deleted" : "shared"),
          e);
      return false;
    }
  }
}
