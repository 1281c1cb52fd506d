package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;

/**
 * Tells the policy service that this daemon is there, at the start and every 5 minutes, and takes
 * what it answers: where the events of sessions go (sessions.md 7.4).
 *
 * <p>Two threads, one for each direction. Thread-safe.
 */
final class PolicyHeartbeat implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final int LONGEST_CONFIG = 16 * 1024;
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final DaemonConfig config;
  private final AtSign policy;
  private final Supplier<String> description;
  private final Subscription answers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable EventTarget eventTarget;

  PolicyHeartbeat(
      DaemonEdge edge, DaemonConfig config, AtSign policy, Supplier<String> description) {
    this.edge = edge;
    this.config = config;
    this.policy = policy;
    this.description = description;
    this.answers = edge.subscribe(MessageName.policyConfig(config.device(), policy));
  }

  void start() {
    Thread.ofVirtual().name("daemon policy heartbeat " + config.device()).start(this::beat);
    Thread.ofVirtual().name("daemon policy config " + config.device()).start(this::listen);
  }

  /** Where the service wants the events of sessions; null for nowhere. */
  @Nullable EventTarget eventTarget() {
    return eventTarget;
  }

  private void beat() {
    try {
      do {
        send();
      } while (!closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    LOG.log(Level.INFO, () -> "Sending heartbeat to policy service " + policy);
    try {
      edge.notify(
          MessageName.policyHeartbeat(policy, config.device(), edge.atSign()),
          description.get(),
          NotifyOptions.lasting(INTERVAL));
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "No heartbeat to policy service " + policy, e);
    }
  }

  private void listen() {
    try {
      while (true) {
        accept(answers.take());
      }
    } catch (ClientClosed e) {
      LOG.log(Level.DEBUG, "No more answers of the policy service are taken");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(ReceivedNotification received) {
    String value = received.value();
    if (!received.from().equals(policy) || value == null || value.length() > LONGEST_CONFIG) {
      return;
    }
    try {
      JsonObject target = Json.parseObject(value).optObject("eventLoggingConfig");
      eventTarget = target == null ? null : EventTarget.parse(target);
    } catch (ProtocolException e) {
      LOG.log(Level.WARNING, () -> "The config that " + policy + " sends is malformed", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    answers.close();
  }
}
