package org.noports.atserver.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.Store;
import org.noports.protocol.name.AtSign;

/**
 * Carries queued notifications to the atServers of their recipients (atprotocol.md 4.1). The queue
 * itself is the store's; here are only the wake-ups and one virtual thread for each pair of tenant
 * and recipient that has something queued. Beyond a number of pairs the rest wait in the store
 * until a sender ends. Of several processes on one storage the one that has claimed a pair serves
 * it.
 *
 * <p>No wake-up is lost: a sender takes its mark away before it reads the store, and may end only
 * while the mark is still away. The lock guards the senders and their marks, never across I/O.
 */
public final class DeliveryQueue implements AutoCloseable {
  private static final Duration LONGEST_SETTLING = Duration.ofMillis(250);

  private final Store store;
  private final Route route;
  private final DeliverySettings settings;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PendingDelivery, RecipientSender> senders = new HashMap<>();
  private final Map<PendingDelivery, Thread> threads = new HashMap<>();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private boolean begun;
  private boolean overflow;

  /** One that rests until {@link #begin}. */
  public DeliveryQueue(
      Store store,
      Route route,
      DeliverySettings settings,
      RandomGenerator random,
      InstantSource clock) {
    this.store = store;
    this.route = route;
    this.settings = settings;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Starts with whatever the store has queued, once every recipient served here can be found: who
   * is not is given up. What the route leads through is closed after this queue, or before to end
   * deliveries under way at once.
   */
  public void begin() {
    lock.lock();
    try {
      begun = true;
    } finally {
      lock.unlock();
    }
    wakeAll();
  }

  /** Another process on the storage died: what it alone could deliver is anybody's now. */
  public void takeOver() {
    if (!closing()) {
      wakeAll();
    }
  }

  private void wakeAll() {
    store.pendingDeliveries().forEach(each -> wake(each.tenant(), each.recipient()));
  }

  /** Something was queued for that recipient; call it after the store has it. Never blocks. */
  public void wake(AtSign tenant, AtSign recipient) {
    PendingDelivery pair = new PendingDelivery(tenant, recipient);
    lock.lock();
    try {
      if (!begun || closing()) {
        return;
      }
      RecipientSender running = senders.get(pair);
      if (running != null) {
        running.woken = true;
      } else if (senders.size() < settings.senders()) {
        begin(pair);
      } else {
        overflow = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(PendingDelivery pair) {
    RecipientSender sender = new RecipientSender(pair, this);
    senders.put(pair, sender);
    threads.put(
        pair,
        Thread.ofVirtual()
            .name("delivery " + pair.tenant() + "->" + pair.recipient())
            .start(sender));
  }

  /**
   * Waits until what is being delivered to that recipient is delivered or has failed, but not long.
   * Without it who sends faster than deliveries are noted would queue each one behind the last.
   */
  public void settle(AtSign tenant, AtSign recipient) {
    RecipientSender running;
    lock.lock();
    try {
      running = senders.get(new PendingDelivery(tenant, recipient));
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.awaitRest(LONGEST_SETTLING);
    }
  }

  /** Takes the mark away and lets the sender read the store, or ends it when there is no mark. */
  boolean goesOn(RecipientSender sender) {
    lock.lock();
    try {
      if (closing() || !sender.woken) {
        forget(sender);
        return false;
      }
      sender.woken = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** There is more to do after a pause. */
  void wokenAgain(RecipientSender sender) {
    lock.lock();
    try {
      sender.woken = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * However a sender ended, the next wake-up begins a new one; pairs that found no room come now.
   */
  void ended(RecipientSender sender) {
    boolean others;
    lock.lock();
    try {
      forget(sender);
      others = overflow && !closing();
      overflow = false;
    } finally {
      lock.unlock();
    }
    if (others) {
      wakeAll();
    }
  }

  private void forget(RecipientSender sender) {
    sender.rest();
    if (senders.remove(sender.pair(), sender)) {
      threads.remove(sender.pair());
      // Before the next sender of the pair can begin; it only makes a note.
      store.release(sender.pair());
    }
  }

  boolean closing() {
    return closing.getCount() == 0;
  }

  /** Waits that long, or until the queue closes. */
  void pause(Duration time) {
    try {
      if (closing.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A notification was taken by its recipient's server. */
  public void countDelivered() {
    delivered.increment();
  }

  void countFailed() {
    failed.increment();
  }

  /** Notifications delivered since the start. */
  public long delivered() {
    return delivered.sum();
  }

  /** Attempts that failed since the start. */
  public long failedAttempts() {
    return failed.sum();
  }

  Store store() {
    return store;
  }

  Route route() {
    return route;
  }

  DeliverySettings settings() {
    return settings;
  }

  RandomGenerator random() {
    return random;
  }

  InstantSource clock() {
    return clock;
  }

  /** Recipients being served, those in a pause included. */
  public int recipients() {
    lock.lock();
    try {
      return senders.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets deliveries under way end within the limit; what is queued stays so. */
  @Override
  public void close() {
    closing.countDown();
    List<Thread> running;
    lock.lock();
    try {
      running = new ArrayList<>(threads.values());
    } finally {
      lock.unlock();
    }
    long end = System.nanoTime() + settings.shutdown().toNanos();
    try {
      for (Thread thread : running) {
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        if (!thread.join(left)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      running.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
