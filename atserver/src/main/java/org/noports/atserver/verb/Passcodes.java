package org.noports.atserver.verb;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.crypto.Digests;

/**
 * One-time and semi-permanent passcodes of one atSign (atprotocol.md 7.7). A one-time passcode is
 * taken out of the store by the first request that gives it.
 */
final class Passcodes {
  private static final Duration OTP_LIFE = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFE = Duration.ofDays(365);
  private static final int OTP_LENGTH = 6;

  /** Without 0 and O, which are taken for each other. */
  private static final String LETTERS = "ABCDEFGHIJKLMNPQRSTUVWXYZ";

  private static final String DIGITS = "123456789";
  private static final String ALL = LETTERS + DIGITS;

  private final AtServer server;

  Passcodes(AtServer server) {
    this.server = server;
  }

  /** Makes a one-time passcode. */
  String make(@Nullable Long ttlMillis) {
    char[] code = new char[OTP_LENGTH];
    for (int i = 0; i < code.length; i++) {
      code[i] = pick(ALL);
    }
    code[server.shared().random().nextInt(code.length)] = pick(DIGITS);
    String text = new String(code);
    server.records().keep(otpKey(text), text, life(ttlMillis, OTP_LIFE));
    return text;
  }

  private char pick(String from) {
    return from.charAt(server.shared().random().nextInt(from.length()));
  }

  /** Sets the semi-permanent passcode; without a life it stays until it is replaced. */
  void put(String passcode, @Nullable Long ttlMillis) {
    String key = "private:spp.__otp" + server.atSign();
    server.records().forget(key);
    if (ttlMillis == null || ttlMillis <= 0) {
      server.records().keep(key, passcode);
    } else {
      server.records().keep(key, passcode, life(ttlMillis, OTP_LIFE));
    }
  }

  /** Whether the passcode is good; a one-time one is used up by that. */
  boolean redeem(String passcode) {
    String code = passcode.toUpperCase(Locale.ROOT);
    StoredRecord permanent = server.records().alive("private:spp.__otp" + server.atSign());
    if (permanent != null && Digests.sameText(permanent.value().toUpperCase(Locale.ROOT), code)) {
      return true;
    }
    if (!code.matches("[A-Z0-9]{6,64}")) {
      return false;
    }
    return server.records().take(otpKey(code)) != null;
  }

  private String otpKey(String code) {
    return "private:" + code.toLowerCase(Locale.ROOT) + ".__otp" + server.atSign();
  }

  private static Duration life(@Nullable Long ttlMillis, Duration otherwise) {
    if (ttlMillis == null || ttlMillis <= 0) {
      return otherwise;
    }
    return Duration.ofMillis(Math.min(ttlMillis, LONGEST_LIFE.toMillis()));
  }
}
