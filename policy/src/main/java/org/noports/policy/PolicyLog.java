package org.noports.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.noports.atclient.AtClient;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.PingAnswer;

/**
 * What the policy services of an atSign decide, and which daemons are there, since this was opened
 * and for no longer than a day (cli.md 19). Only what the atSign itself says of decisions counts.
 *
 * <p>One thread takes notifications and tells the listeners, who must not block. Thread-safe.
 */
public final class PolicyLog implements AutoCloseable {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int MOST = 20_000;
  private static final Logger LOG = System.getLogger(PolicyLog.class.getName());

  private final AtClient client;
  private final InstantSource clock;
  private final String checks;
  private final Subscription notifications;
  private final List<Consumer<PolicyEvent>> listeners = new CopyOnWriteArrayList<>();

  private volatile boolean open = true;

  /** Oldest first. Guarded by itself. */
  private final Deque<PolicyEvent> events = new ArrayDeque<>();

  private PolicyLog(AtClient client, String namespace, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.checks = ".logs.policy." + namespace;
    this.notifications =
        client.subscribe(
            Pattern.compile("\\.(logs|devices)\\.policy\\." + Pattern.quote(namespace) + "@"));
  }

  /** Listens from now on; the atClient stays the caller's. */
  public static PolicyLog open(AtClient client, String namespace, InstantSource clock) {
    PolicyLog log = new PolicyLog(client, namespace, clock);
    Thread.ofVirtual().name("policy log of " + client.atSign()).start(log::listen);
    return log;
  }

  /** What happened in the last 24 hours, oldest first. */
  public List<PolicyEvent> lastDay() {
    synchronized (events) {
      forgetOld();
      return List.copyOf(events);
    }
  }

  /** Tells of everything from now on, until the result is closed. */
  public Following follow(Consumer<PolicyEvent> listener) {
    Following following = new Following(listener);
    listeners.add(listener);
    return following;
  }

  /** Somebody who is told of events. */
  public final class Following implements AutoCloseable {
    private final Consumer<PolicyEvent> listener;

    private Following(Consumer<PolicyEvent> listener) {
      this.listener = listener;
    }

    /** Whether more can come. */
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      listeners.remove(listener);
    }
  }

  private void listen() {
    try {
      while (true) {
        take(notifications.take());
      }
    } catch (ClientClosed e) {
      LOG.log(Level.DEBUG, e::getMessage);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(ReceivedNotification received) {
    String value = received.value();
    if (value == null || received.key().name().startsWith("config.")) {
      return;
    }
    PolicyEvent event;
    try {
      if (!received.key().name().endsWith(checks)) {
        event = heartbeat(received, PingAnswer.parse(value));
      } else if (received.from().equals(client.atSign())) {
        event = check(Json.parseObject(value));
      } else {
        return;
      }
    } catch (ProtocolException e) {
      LOG.log(Level.INFO, () -> "%s is malformed".formatted(received.key()), e);
      return;
    }
    synchronized (events) {
      events.addLast(event);
      forgetOld();
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  private static PolicyEvent heartbeat(ReceivedNotification received, PingAnswer said) {
    String group = said.deviceGroupName();
    return new PolicyEvent.DaemonHeartbeat(
        received.at().toEpochMilli(),
        received.from(),
        PolicyGroup.line(said.deviceName(), "devicename", DevicePermit.LONGEST_NAME),
        group == null
            ? "__none__"
            : PolicyGroup.line(group, "deviceGroupName", DevicePermit.LONGEST_NAME));
  }

  private static PolicyEvent check(JsonObject entry) {
    JsonObject payload = entry.object("payload");
    return new PolicyEvent.PolicyCheck(
        entry.integer("timestamp"),
        PolicyQuestion.parse(payload.object("request")),
        PolicyDecision.parse(payload.object("response")));
  }

  private void forgetOld() {
    long oldest = clock.instant().minus(KEPT).toEpochMilli();
    while (events.size() > MOST || (!events.isEmpty() && events.getFirst().timestamp() < oldest)) {
      events.removeFirst();
    }
  }

  /** Listens no more. Idempotent. */
  @Override
  public void close() {
    open = false;
    notifications.close();
  }
}
