package org.noports.client;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at intervals for what ends connections without telling them: this machine slept, or its
 * address went. A look is cheap. For one thread.
 */
final class Vigil {
  /** How often to look. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Duration asleep;
  private final Supplier<Set<InetAddress>> addresses;
  private Instant looked;
  private Set<InetAddress> seen;

  /**
   * @param asleep between two looks so much more than the interval passes only if the program did
   *     not run
   */
  Vigil(InstantSource clock, Duration asleep, Supplier<Set<InetAddress>> addresses) {
    this.clock = clock;
    this.asleep = asleep;
    this.addresses = addresses;
    this.looked = clock.instant();
    this.seen = addresses.get();
  }

  static Vigil ofMachine(InstantSource clock, Duration asleep) {
    return new Vigil(clock, asleep, Vigil::machineAddresses);
  }

  /** The time from now on counts, not what was before. */
  void begin() {
    looked = clock.instant();
    seen = addresses.get();
  }

  /** Why a session over this address of ours must be doubted, or null. */
  @Nullable Doubt look(@Nullable InetAddress own) {
    boolean slept = slept();
    seen = addresses.get();
    if (own != null && !own.isLoopbackAddress() && !seen.isEmpty() && !seen.contains(own)) {
      return Doubt.ADDRESS_GONE;
    }
    return slept ? Doubt.SLEPT : null;
  }

  /** Whether it is worth trying again at once: the machine woke up, or its addresses changed. */
  boolean changed() {
    boolean slept = slept();
    Set<InetAddress> before = seen;
    seen = addresses.get();
    return slept || !seen.equals(before);
  }

  private boolean slept() {
    Instant now = clock.instant();
    Duration gap = Duration.between(looked, now);
    looked = now;
    return gap.compareTo(INTERVAL.plus(asleep)) > 0;
  }

  private static Set<InetAddress> machineAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(Collectors.toSet());
    } catch (SocketException e) {
      return Set.of();
    }
  }

  /** Why the session may be gone although nothing says so. */
  enum Doubt {
    SLEPT("the computer was asleep, or its clock was set"),
    ADDRESS_GONE("this computer's network address changed");

    private final String text;

    Doubt(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
