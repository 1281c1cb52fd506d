package org.noports.relay;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.Moderation;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/**
 * Counts port requests that are not served, and tells of them: in the log, and to clients that
 * understand it (sessions.md 1.4). Of one sender it tells some at once and then one a second, the
 * others are only counted: whoever floods the relay fills neither its log nor its notifications.
 *
 * <p>What another relay process of the atSign may serve is refused a moment later: a client that
 * takes the first answer would take the refusal for it. Thread-safe.
 */
final class Refusals implements AutoCloseable {
  /** What another process usually needs to answer. */
  static final Duration OTHERS_FIRST = Duration.ofSeconds(1);

  private static final int AT_ONCE = 16;
  private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(1);
  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final Duration TTL = Duration.ofSeconds(10);

  private final RelayEdge edge;
  private final RelayCounters counters;
  private final Moderation moderation;
  private final Postponed postponed = new Postponed(OTHERS_FIRST);

  Refusals(RelayEdge edge, RelayCounters counters, InstantSource clock) {
    this.edge = edge;
    this.counters = counters;
    this.moderation = new Moderation(AT_ONCE, ONE_MORE_AFTER, clock);
  }

  /** A request that was not even read, because too many others are being served. */
  void dropped(AtSign from) {
    counters.refused(RefusalReason.RELAY_FULL);
    if (moderation.permits(from)) {
      Relay.ALWAYS.log(
          Level.ERROR, "A request of " + from + " is dropped: too many are being served");
    }
  }

  /**
   * A request that is refused.
   *
   * @param request null when it could not be read
   */
  void refused(AtSign from, @Nullable PortRequest request, Refused refusal) {
    counters.refused(refusal.reason());
    if (!moderation.permits(from)) {
      return;
    }
    String session = request == null ? "without an id" : request.sessionId().text();
    Relay.ALWAYS.log(
        Level.ERROR,
        "Session %s for %s is denied: %s".formatted(session, from, refusal.getMessage()));
    String text = refusal.tellClient();
    if (request == null || text == null || !request.multipleAcksOk()) {
      return;
    }
    if (refusal.reason().othersMayServe()) {
      postponed.run("relay refusal of " + session, () -> tell(from, request, text));
    } else {
      tell(from, request, text);
    }
  }

  private void tell(AtSign from, PortRequest request, String text) {
    try {
      edge.notify(
          MessageName.portRefusal(from, request.sessionId(), edge.atSign()), text, EXPIRY, TTL);
    } catch (RuntimeException e) {
      Relay.ALWAYS.log(Level.WARNING, "Cannot tell " + from + " of the refusal", e);
    }
  }

  /** Tells what is still to be told. */
  @Override
  public void close() {
    postponed.close();
  }

  /** A request that the relay could not serve. */
  void failed(AtSign from, RuntimeException why) {
    counters.refused(RefusalReason.FAILED);
    if (moderation.permits(from)) {
      Relay.ALWAYS.log(
          Level.ERROR, "Unable to provide the socket pair due to: " + why.getMessage());
    }
  }
}
