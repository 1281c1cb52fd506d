package org.noports.atserver.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;

/** What one transaction has to tell once it is durable, in order. The writer's thread only. */
final class Events {
  private final List<Stored> stored = new ArrayList<>();

  private record Stored(AtSign tenant, StoredNotification notification) {}

  void stored(AtSign tenant, StoredNotification notification) {
    stored.add(new Stored(tenant, notification));
  }

  void forEach(BiConsumer<AtSign, StoredNotification> consumer) {
    stored.forEach(each -> consumer.accept(each.tenant(), each.notification()));
  }
}
