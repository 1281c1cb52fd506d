package org.noports.atserver.store.postgresql;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.postgresql.GroupState.Saved;
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.NotificationReads;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.protocol.name.AtSign;

/**
 * Tells the listeners of notifications in the order of their times, from whatever process they
 * came. The times of a tenant grow with its commits, so what lies between the last one told and one
 * that is heard of is complete: it is read when another process put it there.
 *
 * <p>One virtual thread carries out all steps; {@code told} is its own. Steps wait in a bounded
 * queue, and the writer waits for room in it.
 */
final class Arrivals implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());
  private static final int STEPS = 1_000;
  private static final int PAGE = 500;

  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final KnownTenants tenants;
  private final ReaderPool readers;
  private final Listeners listeners;
  private final BlockingQueue<Runnable> steps = new ArrayBlockingQueue<>(STEPS);
  private final Map<Long, Long> told = new HashMap<>();
  private final Thread thread;

  /** Written by the last step, so by the thread that reads it. */
  private boolean ended;

  Arrivals(KnownTenants tenants, ReaderPool readers, Listeners listeners) {
    this.tenants = tenants;
    this.readers = readers;
    this.listeners = listeners;
    this.thread = Thread.ofVirtual().name("store arrivals").start(this::run);
  }

  private void run() {
    try {
      while (!ended) {
        Runnable step = steps.take();
        try {
          step.run();
        } catch (RuntimeException e) {
          LOG.log(WARNING, "News of the store could not be told: " + e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      LOG.log(DEBUG, "No more news of the store", e);
    }
  }

  private void then(Runnable step) {
    try {
      steps.put(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while telling news of the store", e);
    }
  }

  /** This process committed these; who waits for them is answered after the listeners were told. */
  void committed(GroupState state, Runnable answer) {
    then(() -> {
      try {
        tell(state);
      } finally {
        answer.run();
      }
    });
  }

  private void tell(GroupState state) {
    Map<Long, List<Saved>> byTenant = new LinkedHashMap<>();
    for (Saved saved : state.saved()) {
      byTenant.computeIfAbsent(saved.number(), _ -> new ArrayList<>()).add(saved);
    }
    byTenant.forEach((number, all) -> {
      long before = state.counters(number).notificationsBefore();
      tellUpTo(number, all.getFirst().tenant(), before);
      for (Saved saved : all) {
        listeners.stored(saved.tenant(), saved.notification());
      }
      told.put(number, all.getLast().notification().at().toEpochMilli());
    });
  }

  /** Another process committed notifications of that tenant, the last of them then. */
  void elsewhere(long number, long lastAt) {
    then(() -> {
      AtSign tenant = tenants.name(number);
      if (tenant != null) {
        tellUpTo(number, tenant, lastAt);
      }
    });
  }

  /**
   * These are the tenants now, and what is told of each later comes after its last notification.
   */
  void begin(List<KnownTenants.Known> all) {
    then(() -> {
      all.forEach(each -> told.putIfAbsent(each.number(), each.lastNotificationAt()));
      told.keySet().removeIf(number -> tenants.name(number) == null);
    });
  }

  /** News may have been missed: this is how far each tenant is. */
  void catchUp(List<KnownTenants.Known> all) {
    all.forEach(each -> elsewhere(each.number(), each.lastNotificationAt()));
  }

  private void tellUpTo(long number, AtSign tenant, long lastAt) {
    long from = told.getOrDefault(number, lastAt);
    if (from < lastAt && listeners.want(tenant)) {
      long after = from;
      List<StoredNotification> page;
      do {
        long next = after;
        page = readers.read("arrivals", db -> NotificationReads.received(db, number, next, PAGE));
        for (StoredNotification notification : page) {
          after = notification.at().toEpochMilli();
          if (after > lastAt) {
            break;
          }
          listeners.stored(tenant, notification);
        }
      } while (page.size() == PAGE && after < lastAt);
    }
    told.merge(number, lastAt, Math::max);
  }

  /** Tells and answers what was committed before, and ends; the writer has ended already. */
  @Override
  public void close() {
    then(() -> ended = true);
    try {
      if (!thread.join(END_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
