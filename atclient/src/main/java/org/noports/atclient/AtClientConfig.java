package org.noports.atclient;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
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
 * @param recipients whom the first messages will be for, so that what they need is asked for with
 *     the login; none when that is not known
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
    @Nullable Path addresses,
    List<AtSign> recipients) {
  public static final int DEFAULT_MAILBOX_CAPACITY = 1024;

  public AtClientConfig {
    recipients = List.copyOf(recipients);
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
        null,
        List.of());
  }

  public AtSign atSign() {
    return keys.atSign();
  }

  public AtClientConfig withTimeouts(Timeouts changed) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        changed,
        monitoring,
        mailboxCapacity,
        random,
        clock,
        addresses,
        recipients);
  }

  /** For programs that only send commands, such as activation tools. */
  public AtClientConfig withoutMonitoring() {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        false,
        mailboxCapacity,
        random,
        clock,
        addresses,
        recipients);
  }

  public AtClientConfig withMailboxCapacity(int changed) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        monitoring,
        changed,
        random,
        clock,
        addresses,
        recipients);
  }

  public AtClientConfig withRandom(SecureRandom changed) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        monitoring,
        mailboxCapacity,
        changed,
        clock,
        addresses,
        recipients);
  }

  public AtClientConfig withClock(InstantSource changed) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        monitoring,
        mailboxCapacity,
        random,
        changed,
        addresses,
        recipients);
  }

  public AtClientConfig withAddresses(Path folder) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        monitoring,
        mailboxCapacity,
        random,
        clock,
        folder,
        recipients);
  }

  public AtClientConfig withRecipients(List<AtSign> expected) {
    return new AtClientConfig(
        keys,
        directory,
        trust,
        timeouts,
        monitoring,
        mailboxCapacity,
        random,
        clock,
        addresses,
        expected);
  }
}
