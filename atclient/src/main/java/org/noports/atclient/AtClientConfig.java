package org.noports.atclient;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

/**
 * Everything a client needs to know.
 *
 * @param monitoring whether the monitor connection is opened together with the command connection;
 *     a client without it has no subscriptions
 * @param mailboxCapacity how many notifications wait for one subscription at most
 * @param addresses the folder in which the atDirectory's answers are kept from program to program;
 *     null for nowhere
 */
public record AtClientConfig(
    AtKeys keys,
    DirectoryAddress directory,
    TrustRoots trust,
    Timeouts timeouts,
    boolean monitoring,
    int mailboxCapacity,
    SecureRandom random,
    InstantSource clock,
    @Nullable Path addresses) {
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
        InstantSource.system(),
        null);
  }

  public AtSign atSign() {
    return keys.atSign();
  }

  public AtClientConfig withTimeouts(Timeouts changed) {
    return new AtClientConfig(
        keys, directory, trust, changed, monitoring, mailboxCapacity, random, clock, addresses);
  }

  /** For programs that only send commands, such as activation tools. */
  public AtClientConfig withoutMonitoring() {
    return new AtClientConfig(
        keys, directory, trust, timeouts, false, mailboxCapacity, random, clock, addresses);
  }

  public AtClientConfig withMailboxCapacity(int changed) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, changed, random, clock, addresses);
  }

  public AtClientConfig withRandom(SecureRandom changed) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, mailboxCapacity, changed, clock, addresses);
  }

  public AtClientConfig withClock(InstantSource changed) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, mailboxCapacity, random, changed, addresses);
  }

  public AtClientConfig withAddresses(Path folder) {
    return new AtClientConfig(
        keys, directory, trust, timeouts, monitoring, mailboxCapacity, random, clock, folder);
  }
}
