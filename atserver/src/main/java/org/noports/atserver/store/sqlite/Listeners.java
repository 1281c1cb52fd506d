package org.noports.atserver.store.sqlite;

import static java.lang.System.Logger.Level.ERROR;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.noports.atserver.store.NotificationListener;
import org.noports.atserver.store.Store.Subscription;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;

/** Who is told of stored notifications. Thread-safe. */
final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final List<NotificationListener> listeners = new CopyOnWriteArrayList<>();

  Subscription add(NotificationListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(Events events) {
    events.forEach(this::tell);
  }

  private void tell(AtSign tenant, StoredNotification notification) {
    for (NotificationListener listener : listeners) {
      try {
        listener.stored(tenant, notification);
      } catch (RuntimeException e) {
        // One listener's fault must not keep the notification from the others, nor stop the writer.
        LOG.log(ERROR, "A listener failed on " + notification, e);
      }
    }
  }
}
