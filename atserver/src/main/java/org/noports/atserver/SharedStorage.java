package org.noports.atserver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.atserver.delivery.DeliveryQueue;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.StoreListener;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

/**
 * Carries what happens in the storage, here or through another process, to whom it concerns. Called
 * on threads of the store: what takes long gets a thread of its own.
 */
final class SharedStorage implements StoreListener {
  private final HostedAtSigns hosted;
  private final DeliveryQueue deliveries;
  private final Runnable takeUpTenants;

  /** The last changes of other processes that monitors here are still to be told. */
  private final Map<AtSign, Operation> untold = new ConcurrentHashMap<>();

  SharedStorage(HostedAtSigns hosted, DeliveryQueue deliveries, Runnable takeUpTenants) {
    this.hosted = hosted;
    this.deliveries = deliveries;
    this.takeUpTenants = takeUpTenants;
  }

  @Override
  public void stored(AtSign tenant, StoredNotification notification) {
    hosted.stored(tenant, notification);
  }

  @Override
  public boolean wants(AtSign tenant) {
    return hosted.isMonitored(tenant);
  }

  @Override
  public void queued(PendingDelivery pair) {
    deliveries.wake(pair.tenant(), pair.recipient());
  }

  @Override
  public void deliveriesLost() {
    Thread.ofVirtual().name("delivery take-over").start(deliveries::takeOver);
  }

  @Override
  public void changed(AtSign tenant, String key) {
    Thread.ofVirtual()
        .name("enrollment of " + tenant)
        .start(() -> hosted.enrollmentChanged(tenant, key));
  }

  @Override
  public void logged(AtSign tenant, CommitOp last) {
    Operation operation = last == CommitOp.DELETE ? Operation.DELETE : Operation.UPDATE;
    // However many changes come at once, one thread tells the last.
    if (hosted.isMonitored(tenant) && untold.put(tenant, operation) == null) {
      Thread.ofVirtual().name("statsNotification of " + tenant).start(() -> tell(tenant));
    }
  }

  private void tell(AtSign tenant) {
    Operation operation = untold.remove(tenant);
    if (operation != null) {
      hosted.announceStats(tenant, operation);
    }
  }

  @Override
  public void tenantsChanged() {
    Thread.ofVirtual().name("tenants of other processes").start(takeUpTenants);
  }
}
