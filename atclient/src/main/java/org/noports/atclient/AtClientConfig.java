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
    Changes changes = new Changes(this);
    changes.timeouts = changed;
    return changes.made();
  }

  /** For programs that only send commands, such as activation tools. */
  public AtClientConfig withoutMonitoring() {
    Changes changes = new Changes(this);
    changes.monitoring = false;
    return changes.made();
  }

  public AtClientConfig withMailboxCapacity(int changed) {
    Changes changes = new Changes(this);
    changes.mailboxCapacity = changed;
    return changes.made();
  }

  public AtClientConfig withRandom(SecureRandom changed) {
    Changes changes = new Changes(this);
    changes.random = changed;
    return changes.made();
  }

  public AtClientConfig withClock(InstantSource changed) {
    Changes changes = new Changes(this);
    changes.clock = changed;
    return changes.made();
  }

  public AtClientConfig withAddresses(Path folder) {
    Changes changes = new Changes(this);
    changes.addresses = folder;
    return changes.made();
  }

  public AtClientConfig withRecipients(List<AtSign> expected) {
    Changes changes = new Changes(this);
    changes.recipients = expected;
    return changes.made();
  }

  /** A copy in the making. */
  private static final class Changes {
    private final AtClientConfig from;
    private Timeouts timeouts;
    private boolean monitoring;
    private int mailboxCapacity;
    private SecureRandom random;
    private InstantSource clock;
    private @Nullable Path addresses;
    private List<AtSign> recipients;

    private Changes(AtClientConfig from) {
      this.from = from;
      timeouts = from.timeouts;
      monitoring = from.monitoring;
      mailboxCapacity = from.mailboxCapacity;
      random = from.random;
      clock = from.clock;
      addresses = from.addresses;
      recipients = from.recipients;
    }

    private AtClientConfig made() {
      return new AtClientConfig(
          from.keys,
          from.directory,
          from.trust,
          timeouts,
          monitoring,
          mailboxCapacity,
          random,
          clock,
          addresses,
          recipients);
    }
  }
}
