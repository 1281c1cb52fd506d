package org.noports.atclient;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

/**
 * Everything a client needs to know.
 *
 * @param monitoring whether the monitor connection is opened together with the command connection;
 *     a client without it has no subscriptions
 * @param mailboxCapacity how many notifications wait for one subscription at most
 */
public record AtClientConfig(
    AtKeys keys,
    DirectoryAddress directory,
    TrustRoots trust,
    Timeouts timeouts,
    boolean monitoring,
    int mailboxCapacity,
    SecureRandom random,
    InstantSource clock) {
  public static final int DEFAULT_MAILBOX_CAPACITY = 1024;

  public AtClientConfig {
    if (mailboxCapacity < 1) {
      throw new IllegalArgumentException("mailboxCapacity must be at least 1");
    }
  }

  public static AtClientConfig of(AtKeys keys, DirectoryAddress directory, TrustRoots trust) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        Timeouts.DEFAULT,
        true,
        DEFAULT_MAILBOX_CAPACITY,
        new SecureRandom(),
        InstantSource.system());
  }

  public AtSign atSign() {
    return keys.atSign();
  }

  public AtClientConfig withTimeouts(Timeouts changed) {
    return new AtClientConfig(
        keys, directory, trust, changed, monitoring, mailboxCapacity, random, clock);
  }

  /** For programs that only send commands, such as activation tools. */
  public AtClientConfig withoutMonitoring() {
    return new AtClientConfig(
        keys, directory, trust, timeouts, false, mailboxCapacity, random, clock);
  }

  public AtClientConfig withMailboxCapacity(int changed) {
    return new AtClientConfig(keys, directory, trust, timeouts, monitoring, changed, random, clock);
  }

  public AtClientConfig withRandom(SecureRandom changed) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, mailboxCapacity, changed, clock);
  }

  public AtClientConfig withClock(InstantSource changed) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, mailboxCapacity, random, changed);
  }
}
