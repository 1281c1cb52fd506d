package org.noports.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.rpc.RpcResponder;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * Answers daemons that ask about clients, each about itself only, keeps a record of every answer
 * for an hour, and answers the daemons' announcements (sessions.md 7.3, 7.4). What goes wrong in
 * the rules denies.
 *
 * <p>Threads: one takes announcements, those of the responder decide. Thread-safe.
 */
public final class PolicyService implements AutoCloseable {
  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(30);
  private static final Duration LASTING = Duration.ofHours(1);
  private static final Pattern ANNOUNCEMENTS = Pattern.compile("\\.devices\\.policy\\.sshnp@");
  private static final Pattern ANNOUNCEMENT =
      Pattern.compile("[a-z0-9_][a-z0-9_-]{0,35}\\.devices\\.policy\\.sshnp");
  private static final Logger LOG = System.getLogger(PolicyService.class.getName());

  private final AtClient client;
  private final PolicyRules rules;
  private final InstantSource clock;
  private final Subscription announcements;
  private final RpcResponder responder;

  /** What daemons are told about events of their sessions. */
  private final String config;

  private PolicyService(
      AtClient client, PolicyRules rules, @Nullable EventTarget events, InstantSource clock) {
    this.config =
        JsonObject.builder()
            .put("eventLoggingConfig", events == null ? JsonNull.NULL : events.toJson())
            .build()
            .canonical();
    this.client = client;
    this.rules = rules;
    this.clock = clock;
    this.announcements = client.subscribe(ANNOUNCEMENTS);
    this.responder = RpcResponder.open(client, "sshnp", "auth_checks", any -> true, this::answer);
  }

  /**
   * Serves as soon as questions arrive; the atClient stays the caller's.
   *
   * @param events where events of the daemons' sessions go; null for nowhere
   */
  public static PolicyService start(
      AtClient client, PolicyRules rules, @Nullable EventTarget events)
      throws InterruptedException {
    PolicyService service = new PolicyService(client, rules, events, InstantSource.system());
    boolean started = false;
    try {
      client.awaitMonitoring(MONITOR_LIMIT);
      Thread.ofVirtual()
          .name("policy announcements " + client.atSign())
          .start(service::takeAnnouncements);
      started = true;
      return service;
    } finally {
      if (!started) {
        service.close();
      }
    }
  }

  private JsonObject answer(AtSign from, JsonObject payload) {
    PolicyDecision decision = decide(from, payload);
    JsonObject answer = decision.toJson();
    LOG.log(
        Level.ERROR,
        () ->
            "%s asked: %s, %s%s"
                .formatted(
                    from,
                    decision.authorized() ? "allowed" : "denied",
                    decision.message(),
                    decision.authorized() ? " " + decision.permitOpen() : ""));
    keep(from, payload, answer);
    return answer;
  }

  private PolicyDecision decide(AtSign from, JsonObject payload) {
    try {
      PolicyQuestion question = PolicyQuestion.parse(payload);
      return question.daemon().equals(from)
          ? rules.decide(question)
          : PolicyDecision.denied("%s asks about the daemon of another atSign".formatted(from));
    } catch (ProtocolException e) {
      return PolicyDecision.denied("Exception: the question is malformed: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, () -> "A question of " + from + " could not be decided", e);
      return PolicyDecision.denied("Exception: the question could not be decided");
    }
  }

  /** For whoever shows what was decided; the answer does not wait for it, nor fail with it. */
  private void keep(AtSign from, JsonObject request, JsonObject response) {
    long now = clock.millis();
    JsonObject entry =
        JsonObject.builder()
            .put("daemon", from.text())
            .put("timestamp", now)
            .put(
                "payload",
                JsonObject.builder().put("request", request).put("response", response).build())
            .build();
    Thread.ofVirtual()
        .name("policy log " + from)
        .start(() ->
            notify(
                AtKey.shared(client.atSign(), now + ".logs.policy.sshnp", client.atSign()),
                entry.canonical()));
  }

  private void takeAnnouncements() {
    try {
      while (true) {
        accept(announcements.take());
      }
    } catch (ClientClosed e) {
      LOG.log(Level.DEBUG, e::getMessage);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(ReceivedNotification received) {
    String name = received.key().name();
    if (received.value() == null || !ANNOUNCEMENT.matcher(name).matches()) {
      return;
    }
    LOG.log(Level.INFO, () -> "%s of %s is there".formatted(name, received.from()));
    notify(AtKey.shared(received.from(), "config." + name, client.atSign()), config);
  }

  private void notify(AtKey key, String text) {
    try {
      client.notify(key, text, NotifyOptions.lasting(LASTING));
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "Not sent: " + key, e);
    }
  }

  /** Answers no more. Idempotent. */
  @Override
  public void close() {
    announcements.close();
    responder.close();
  }
}
