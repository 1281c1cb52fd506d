package org.noports.atserver.delivery;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.noports.atserver.AtServerException;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.ErrorCode;

/**
 * Sends what one tenant has for one recipient, strictly one after another (atprotocol.md 4.1). It
 * holds nothing but the page it works on: the queue is the store's, and is read anew after each
 * page and each pause.
 *
 * <p>Statuses of a page are written together. Dying before that sends those of the page again,
 * which the receiver knows by sender and id.
 */
final class RecipientSender implements Runnable {
  private static final System.Logger LOG = System.getLogger(RecipientSender.class.getName());
  private static final int PAGE = 64;
  private static final String ACCEPTED = "success";

  private final PendingDelivery pair;
  private final DeliveryQueue queue;
  private final Backoff backoff;
  private final List<StatusChange> outcomes = new ArrayList<>();

  /** Open once it pauses or has ended. Replaced by its own thread. */
  private volatile CountDownLatch resting = new CountDownLatch(1);

  /** Whether something may have been queued since the store was last read; guarded by the queue. */
  boolean woken = true;

  RecipientSender(PendingDelivery pair, DeliveryQueue queue) {
    this.pair = pair;
    this.queue = queue;
    this.backoff = new Backoff(queue.settings(), queue.random());
  }

  @Override
  public void run() {
    try {
      while (queue.goesOn(this)) {
        Duration pause = work();
        if (pause.isPositive()) {
          rest();
          queue.pause(pause);
          resting = new CountDownLatch(1);
        }
      }
    } finally {
      queue.ended(this);
    }
  }

  /** Nothing is being delivered now. */
  void rest() {
    resting.countDown();
  }

  /** Until nothing is being delivered, or the limit is over. */
  void awaitRest(Duration limit) {
    try {
      if (!resting.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.log(DEBUG, "Deliveries to " + pair.recipient() + " take long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  PendingDelivery pair() {
    return pair;
  }

  /** Sends what is queued until it is done or something fails; the pause that is due then. */
  private Duration work() {
    try {
      List<StoredNotification> page = nextPage();
      while (!page.isEmpty() && !queue.closing()) {
        Duration pause = send(page);
        if (pause.isPositive()) {
          queue.wokenAgain(this);
          return pause;
        }
        page = nextPage();
      }
      return Duration.ZERO;
    } catch (AtServerException e) {
      if (queue.closing()) {
        return Duration.ZERO;
      }
      LOG.log(WARNING, "Deliveries to " + pair.recipient() + " wait: " + e.getMessage());
      queue.wokenAgain(this);
      return backoff.next();
    }
  }

  /** Empty as well while another process is the one to deliver; that one has been told. */
  private List<StoredNotification> nextPage() {
    return queue.store().claim(pair)
        ? queue.store().queued(pair.tenant(), pair.recipient(), PAGE)
        : List.of();
  }

  private Duration send(List<StoredNotification> page) {
    try {
      for (StoredNotification notification : page) {
        Duration pause = send(notification);
        if (pause.isPositive() || queue.closing()) {
          return pause;
        }
      }
      return Duration.ZERO;
    } finally {
      write();
    }
  }

  private Duration send(StoredNotification notification) {
    Instant now = queue.clock().instant();
    if (notification.expiredAt(now)) {
      note(notification, NotificationStatus.EXPIRED, notification.attempts());
      return Duration.ZERO;
    }
    int attempts = notification.attempts() + 1;
    PeerAnswer answer =
        queue
            .route()
            .notify(pair.tenant(), pair.recipient(), DeliveryCommand.line(notification, now));
    return switch (answer) {
      case PeerAnswer.Data(String payload) when payload.strip().equals(ACCEPTED) -> {
        backoff.reset();
        queue.countDelivered();
        note(notification, NotificationStatus.DELIVERED, attempts);
        yield Duration.ZERO;
      }
      case PeerAnswer.Failed(ErrorCode code, String message) when code == ErrorCode.AT0007 -> {
        LOG.log(INFO, "Given up " + notification.id() + ": " + message);
        note(notification, NotificationStatus.ERRORED, attempts);
        yield Duration.ZERO;
      }
      case PeerAnswer.Failed(ErrorCode code, String message) ->
          retry(notification, attempts, code + " " + message);
      case PeerAnswer.Refused(ErrorCode code, String message) ->
          retry(notification, attempts, "refused, " + code + " " + message);
      case PeerAnswer.Data _ -> retry(notification, attempts, "an answer other than success");
    };
  }

  private Duration retry(StoredNotification notification, int attempts, String why) {
    if (queue.closing()) {
      // Its connection was closed under it; it stays queued and is sent after the next start.
      return Duration.ZERO;
    }
    Duration pause = backoff.next();
    queue.countFailed();
    LOG.log(
        attempts == 1 ? INFO : DEBUG,
        "Delivery of " + notification.id() + " to " + pair.recipient() + " failed: " + why);
    note(notification, NotificationStatus.QUEUED, attempts);
    Duration left = Duration.between(queue.clock().instant(), notification.expiresAt());
    // Not beyond its expiry: those behind it must not wait for one that is never sent.
    return left.isPositive() && left.compareTo(pause) < 0 ? left : pause;
  }

  private void note(StoredNotification notification, NotificationStatus status, int attempts) {
    outcomes.add(new StatusChange(notification.id(), status, attempts));
  }

  private void write() {
    if (!outcomes.isEmpty()) {
      List<StatusChange> written = List.copyOf(outcomes);
      outcomes.clear();
      queue.store().setStatus(pair.tenant(), written);
    }
  }
}
