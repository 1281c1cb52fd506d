package org.noports.atserver.tenant;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.verb.Verb;

/** What the atServers of one process have done since its start. Thread-safe, never blocks. */
public final class Counters {
  /** Why a connection was turned away. */
  public enum Turned {
    PROCESS_FULL,
    ADDRESS_FULL,
    ATSIGN_FULL,
    UNKNOWN_NAME
  }

  private final Map<Verb, LongAdder> commands = adders(Verb.class);
  private final Map<ErrorCode, LongAdder> errors = adders(ErrorCode.class);
  private final Map<Turned, LongAdder> turned = adders(Turned.class);
  private final LongAdder logins = new LongAdder();
  private final LongAdder failedLogins = new LongAdder();
  private final LongAdder throttled = new LongAdder();
  private final LongAdder received = new LongAdder();

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> out = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      out.put(each, new LongAdder());
    }
    return out;
  }

  private static <E extends Enum<E>> void count(Map<E, LongAdder> adders, E key) {
    LongAdder adder = adders.get(key);
    if (adder != null) {
      adder.increment();
    }
  }

  public void command(Verb verb) {
    count(commands, verb);
  }

  public void error(ErrorCode code) {
    count(errors, code);
  }

  public void turnedAway(Turned why) {
    count(turned, why);
  }

  public void login() {
    logins.increment();
  }

  public void failedLogin() {
    failedLogins.increment();
  }

  /** A command of a stranger had to wait. */
  public void throttled() {
    throttled.increment();
  }

  /** A notification of another atServer was stored. */
  public void received() {
    received.increment();
  }

  public Map<Verb, Long> commands() {
    return sums(Verb.class, commands);
  }

  public Map<ErrorCode, Long> errors() {
    return sums(ErrorCode.class, errors);
  }

  public Map<Turned, Long> turnedAway() {
    return sums(Turned.class, turned);
  }

  public long logins() {
    return logins.sum();
  }

  public long failedLogins() {
    return failedLogins.sum();
  }

  public long throttledCommands() {
    return throttled.sum();
  }

  public long receivedNotifications() {
    return received.sum();
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Class<E> type, Map<E, LongAdder> adders) {
    Map<E, Long> out = new EnumMap<>(type);
    adders.forEach((key, adder) -> out.put(key, adder.sum()));
    return out;
  }
}
