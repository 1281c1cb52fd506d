package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.RpcFailed;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * Asks the policy service about each sender that is no manager (sessions.md 7.3). Only a clear yes
 * admits: silence, a malformed answer or any failure denies. A question or its answer serves for
 * {@link #MEMORY}, so that a sender can't have the service asked more often.
 *
 * <p>Thread-safe. A virtual thread for each question; the lock guards the questions and is not held
 * meanwhile.
 */
final class PolicyService implements Authorizer {
  /** Shorter than a client waits for the answer to its ping. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  static final Duration MEMORY = Duration.ofSeconds(15);
  private static final int REMEMBERED = 4096;
  private static final String TIMED_OUT = "Timed out waiting for authorizer response";
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private record Question(Instant asked, CompletableFuture<Access> answer) {}

  private final AtSign policy;
  private final AtSign self;
  private final DaemonConfig config;
  private final PolicyLine line;
  private final InstantSource clock;
  private final Duration limit;

  /** In the order in which they were asked. Guarded by itself. */
  private final Map<AtSign, Question> questions = new LinkedHashMap<>();

  PolicyService(
      AtSign policy, AtSign self, DaemonConfig config, PolicyLine line, InstantSource clock) {
    this(policy, self, config, line, clock, LIMIT);
  }

  PolicyService(
      AtSign policy,
      AtSign self,
      DaemonConfig config,
      PolicyLine line,
      InstantSource clock,
      Duration limit) {
    this.policy = policy;
    this.self = self;
    this.config = config;
    this.line = line;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public Access decide(AtSign sender) throws InterruptedException {
    CompletableFuture<Access> mine = new CompletableFuture<>();
    CompletableFuture<Access> earlier = earlier(sender, mine);
    if (earlier == null) {
      Thread.ofVirtual()
          .name("daemon policy question about " + sender)
          .start(() -> answer(sender, mine));
    }
    try {
      return (earlier == null ? mine : earlier).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return denied(sender, TIMED_OUT, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question that failed is answered too", e);
    }
  }

  /** The question that serves now; null when it is this one. */
  private @Nullable CompletableFuture<Access> earlier(
      AtSign sender, CompletableFuture<Access> mine) {
    Instant now = clock.instant();
    synchronized (questions) {
      questions.values().removeIf(question -> question.asked().plus(MEMORY).isBefore(now));
      Question pending = questions.get(sender);
      if (pending != null) {
        return pending.answer();
      }
      if (questions.size() >= REMEMBERED) {
        questions.remove(questions.keySet().iterator().next());
      }
      questions.put(sender, new Question(now, mine));
      return null;
    }
  }

  /** Somebody waits for it: it is completed in any case. */
  private void answer(AtSign sender, CompletableFuture<Access> answer) {
    try {
      answer.complete(ask(sender));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answer.complete(new Access.Denied("the policy service could not be asked"));
    }
  }

  private Access ask(AtSign sender) throws InterruptedException {
    try {
      return asked(sender);
    } catch (RpcFailed e) {
      return denied(sender, e.unanswered() ? TIMED_OUT : reason(e), e);
    } catch (ProtocolException e) {
      return denied(sender, "the answer of " + policy + " is malformed: " + reason(e), e);
    } catch (AtClientException e) {
      return denied(sender, policy + " cannot be asked: " + reason(e), e);
    }
  }

  /** What the service says now, whatever it said before; null when it gives no answer. */
  @Nullable Access afresh(AtSign sender) throws InterruptedException {
    try {
      return asked(sender);
    } catch (AtClientException | ProtocolException e) {
      LOG.log(Level.INFO, () -> "%s about %s: no answer".formatted(policy, sender), e);
      return null;
    }
  }

  private Access asked(AtSign sender) throws InterruptedException {
    JsonObject question =
        JsonObject.builder()
            .put("daemonAtsign", self.text())
            .put("daemonDeviceName", config.device().text())
            .put("daemonDeviceGroupName", config.deviceGroup())
            .put("clientAtsign", sender.text())
            .build();
    PolicyAnswer answer = PolicyAnswer.parse(line.ask(policy, question, limit));
    return answer.authorized()
        ? new Access.Granted(answer.permitOpen())
        : new Access.Denied(answer.message());
  }

  private static String reason(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  private Access denied(AtSign sender, String reason, Exception cause) {
    LOG.log(Level.INFO, () -> "%s about %s: no answer".formatted(policy, sender), cause);
    return new Access.Denied(reason);
  }
}
