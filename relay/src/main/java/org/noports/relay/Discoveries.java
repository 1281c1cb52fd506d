package org.noports.relay;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.noports.atclient.Moderation;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.relay.Discovery;
import org.noports.protocol.session.MessageName;

/**
 * Tells whoever asks where the relay is reached, so that clients and daemons can measure the way to
 * it (sessions.md 3.8); one sender's questions only in moderation. Thread-safe.
 */
final class Discoveries {
  /** Its asker waits that long. */
  private static final Duration EXPIRY = Duration.ofSeconds(10);

  private final RelayEdge edge;
  private final Discovery self;
  private final RelayCounters counters;
  private final InstantSource clock;
  private final Moderation moderation;

  Discoveries(RelayEdge edge, Discovery self, RelayCounters counters, InstantSource clock) {
    this.edge = edge;
    this.self = self;
    this.counters = counters;
    this.clock = clock;
    this.moderation = new Moderation(16, Duration.ofSeconds(1), clock);
  }

  /** Answers; never throws. */
  void serve(RelayEdge.Mail mail) {
    if (mail.at().isBefore(clock.instant().minus(EXPIRY)) || !moderation.permits(mail.from())) {
      return;
    }
    try {
      String answer = self.answer(Json.parseObject(String.valueOf(mail.value()))).canonical();
      edge.notify(MessageName.discoverResponse(mail.from(), edge.atSign()), answer, EXPIRY, EXPIRY);
      counters.discoveries.increment();
    } catch (ProtocolException e) {
      Relay.ALWAYS.log(
          Level.INFO, "A question of " + mail.from() + " is not valid: " + e.getMessage());
    } catch (RuntimeException e) {
      Relay.ALWAYS.log(Level.WARNING, "Cannot answer a question of " + mail.from(), e);
    }
  }
}
