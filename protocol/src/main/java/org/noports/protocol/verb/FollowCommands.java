package org.noports.protocol.verb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the verbs that follow what happens: monitor, stats, sync (atprotocol.md 3.7, 3.8). Pure.
 */
final class FollowCommands {
  /** The most ids of one {@code stats}. */
  static final int MAX_STATS = 64;

  private FollowCommands() {}

  static Monitor monitor(LineCursor line) {
    boolean strict = line.takeWord("strict");
    boolean selfNotifications = line.takeWord("selfNotifications");
    boolean multiplexed = line.takeWord("multiplexed");
    Long epochMillis = line.take(":") ? line.number() : null;
    String regex = null;
    if (line.take(" ")) {
      regex = line.rest();
    }
    line.expectEnd();
    return new Monitor(strict, selfNotifications, multiplexed, epochMillis, regex);
  }

  static Stats stats(LineCursor line) {
    List<Integer> ids = new ArrayList<>();
    if (line.take(":") && !line.atEnd()) {
      if (line.isAt('0')) {
        throw line.fail();
      }
      do {
        ids.add(statId(line));
        if (ids.size() > MAX_STATS) {
          throw line.fail();
        }
      } while (line.take(","));
    }
    String regex = null;
    if (line.isAt(':') && (ids.equals(List.of(3)) || ids.equals(List.of(15)))) {
      line.expect(':');
      regex = line.rest();
    }
    line.expectEnd();
    return new Stats(ids, regex);
  }

  private static int statId(LineCursor line) {
    long id = line.number();
    if (id > Integer.MAX_VALUE) {
      throw line.fail();
    }
    return (int) id;
  }

  static Sync sync(LineCursor line) {
    line.take(":from:");
    long from = line.take("-1") ? -1 : line.number();
    Long limit = line.numberNamed("limit");
    Long skipDeletesUntil = line.numberNamed("skipDeletesUntil");
    @Nullable String regex = line.take(":") ? line.rest() : null;
    line.expectEnd();
    return new Sync(from, limit, skipDeletesUntil, regex);
  }
}
