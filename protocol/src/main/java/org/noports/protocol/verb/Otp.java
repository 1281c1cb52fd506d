package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/**
 * {@code otp:get[:ttl:<ms>]} and {@code otp:put:<passcode>[:ttl:<ms>]} (atprotocol.md 7.7).
 *
 * @param passcode the semi-permanent passcode to put; null means get
 * @param ttl milliseconds, or null for the server's default
 */
public record Otp(@Nullable String passcode, @Nullable Long ttl) implements Command {
  public Otp {
    OneLine.require(passcode);
  }

  public static Otp get(@Nullable Long ttl) {
    return new Otp(null, ttl);
  }

  public static Otp put(String passcode, @Nullable Long ttl) {
    return new Otp(passcode, ttl);
  }

  @Override
  public String line() {
    return "otp:"
        + (passcode == null ? "get" : "put:" + passcode)
        + (ttl == null ? "" : ":ttl:" + ttl);
  }

  /** Without the passcode. */
  @Override
  public String toString() {
    return passcode == null ? "Otp[get]" : "Otp[put]";
  }
}
