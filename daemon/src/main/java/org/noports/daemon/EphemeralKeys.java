package org.noports.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.noports.daemon.authorizedkeys.AuthorizedKeys;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.ssh.SshKeyPair;

/**
 * Keys that let one client log in for a few seconds and do nothing but forward to sshd (sessions.md
 * 6.2). Their lines are taken out of {@code authorized_keys} when their time is over, when the
 * daemon stops, and, after a crash, when it starts again.
 *
 * <p>Threads: a virtual one for each line that waits. Thread-safe.
 */
final class EphemeralKeys implements AutoCloseable {
  static final Duration LIFETIME = Duration.ofSeconds(15);
  private static final int MOST_AT_A_TIME = 256;
  private static final String COMMENT = "sshnp_ephemeral_";
  private static final Pattern OURS =
      Pattern.compile(COMMENT + "\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final SshSettings settings;
  private final AuthorizedKeys file;
  private final InstantSource clock;
  private final SecureRandom random;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore free = new Semaphore(MOST_AT_A_TIME);
  private final ExecutorService removals =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("daemon ephemeral keys ", 1).factory());

  EphemeralKeys(SshSettings settings, InstantSource clock, SecureRandom random) {
    this.settings = settings;
    this.file = new AuthorizedKeys(settings.authorizedKeys());
    this.clock = clock;
    this.random = random;
  }

  /** Takes out what a crashed daemon left, as soon as no running one can still need it. */
  void clean() {
    removals.execute(() -> {
      try {
        Set<String> left = file.comments(comment -> OURS.matcher(comment).matches());
        Duration young = LIFETIME.minus(file.age(clock.instant()));
        if (left.isEmpty() || (young.isPositive() && !hasPassed(young))) {
          return;
        }
        if (file.remove(left::contains)) {
          LOG.log(Level.INFO, "Keys of earlier sessions removed from " + settings.authorizedKeys());
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Keys of earlier sessions may be left", e);
      }
    });
  }

  /** A key that logs in from now on, in PEM; {@link Refusal} when that can't be had. */
  String issue(SessionId session) {
    if (!free.tryAcquire()) {
      throw Refusal.notStarted(MOST_AT_A_TIME + " ephemeral keys are in use on this daemon");
    }
    boolean issued = false;
    try {
      String comment = COMMENT + session;
      SshKeyPair pair = SshKeyPair.generate(settings.ephemeralAlgorithm(), random);
      file.add(options(), pair.publicKey(comment));
      removals.execute(() -> remove(comment));
      issued = true;
      return pair.secretPem(comment);
    } catch (IOException e) {
      throw Refusal.notStarted(
          "the ephemeral key could not be added to authorized_keys: " + e.getMessage(), e);
    } finally {
      if (!issued) {
        free.release();
      }
    }
  }

  /** A key that logs in nowhere, for clients that want one and do not use it. */
  String powerless(SessionId session) {
    return SshKeyPair.generate(settings.ephemeralAlgorithm(), random).secretPem(COMMENT + session);
  }

  /** Removes what is still there; bounded, because each change of the file is. */
  @Override
  public void close() {
    closed.countDown();
    removals.close();
  }

  private void remove(String comment) {
    try {
      if (!hasPassed(LIFETIME)) {
        LOG.log(Level.DEBUG, "An ephemeral key goes early: the daemon stops");
      }
      file.removeByComment(comment);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The key " + comment + " is left in authorized_keys, remove it", e);
    } finally {
      free.release();
    }
  }

  /** Waits; false when the daemon stops first. */
  private boolean hasPassed(Duration time) {
    try {
      return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String options() {
    String more = settings.ephemeralPermissions();
    return "command=\"echo \\\"ssh session complete\\\";sleep 20\",PermitOpen=\"localhost:"
        + settings.sshdPort()
        + '"'
        + (more.isEmpty() || more.startsWith(",") ? more : "," + more);
  }
}
