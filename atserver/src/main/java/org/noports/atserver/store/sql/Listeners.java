package org.noports.atserver.store.sql;

import static java.lang.System.Logger.Level.ERROR;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.noports.atserver.store.Store.Subscription;
import org.noports.atserver.store.StoreListener;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;

/** Who is told what happens in the store. Thread-safe. */
public final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();

  public Listeners() {}

  public Subscription add(StoreListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A notification is durable. */
  public void stored(AtSign tenant, StoredNotification notification) {
    tell(notification, listener -> listener.stored(tenant, notification));
  }

  /** Whether somebody wants to hear of the tenant's notifications. */
  public boolean want(AtSign tenant) {
    return listeners.stream().anyMatch(listener -> listener.wants(tenant));
  }

  /** Tells every listener; one's fault must neither keep it from the others nor stop the store. */
  public void tell(Object what, Consumer<StoreListener> news) {
    for (StoreListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(ERROR, "A listener failed on " + what, e);
      }
    }
  }
}
