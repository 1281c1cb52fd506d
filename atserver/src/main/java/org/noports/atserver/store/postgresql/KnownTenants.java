package org.noports.atserver.store.postgresql;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/** The numbers of the tenants, as last read. Thread-safe. */
final class KnownTenants {
  private final Map<AtSign, Long> numbers = new ConcurrentHashMap<>();
  private final Map<Long, AtSign> names = new ConcurrentHashMap<>();

  /** A tenant with the time of its last notification. */
  record Known(long number, AtSign atSign, long lastNotificationAt) {}

  void add(AtSign atSign, long number) {
    numbers.put(atSign, number);
    names.put(number, atSign);
  }

  void remove(AtSign atSign) {
    Long number = numbers.remove(atSign);
    if (number != null) {
      names.remove(number);
    }
  }

  /** These are all there are. */
  void replace(List<Known> all) {
    List<AtSign> present = all.stream().map(Known::atSign).toList();
    numbers.keySet().stream()
        .filter(each -> !present.contains(each))
        .toList()
        .forEach(this::remove);
    all.forEach(each -> {
      Long before = numbers.get(each.atSign());
      if (before != null && before != each.number()) {
        remove(each.atSign());
      }
      add(each.atSign(), each.number());
    });
  }

  @Nullable Long number(AtSign atSign) {
    return numbers.get(atSign);
  }

  @Nullable AtSign name(long number) {
    return names.get(number);
  }
}
