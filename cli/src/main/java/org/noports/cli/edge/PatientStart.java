package org.noports.cli.edge;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.AtClientException;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.NotTrusted;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Terminal;

/**
 * Opens an atClient for a program nobody watches (cli.md 3.4): a machine may start its daemon
 * before its keys exist or are approved, and before the network is there. What can heal is retried
 * with jittered back-off until the process is asked to stop, each new reason told once on stderr;
 * what cannot heal by itself, such as a damaged keys file, is thrown.
 *
 * <p>For one thread.
 */
public final class PatientStart {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A keys file is looked for in a steady rhythm: somebody may be waiting for the daemon. */
  private static final Duration KEYS_PAUSE = Duration.ofMillis(500);

  private final Terminal terminal;
  private String told = "";

  public PatientStart(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Tries until it works; InterruptedException when the process is to stop meanwhile. */
  public AtClient open(Supplier<AtClientConfig> config) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return AtClient.open(config.get());
      } catch (KeysFileProblem e) {
        if (e.kind() != KeysFileProblem.Kind.MISSING) {
          throw e;
        }
        tell(FailureText.of(e) + "; waiting for it");
        await(KEYS_PAUSE);
      } catch (NotTrusted e) {
        throw e;
      } catch (AtClientException e) {
        tell(FailureText.of(e) + "; trying again");
        await(jittered(pause));
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  private void tell(String reason) {
    if (!reason.equals(told)) {
      told = reason;
      terminal.err().println(reason);
      terminal.err().flush();
    }
  }

  private void await(Duration pause) throws InterruptedException {
    if (terminal.stop().await(pause)) {
      throw new InterruptedException("asked to stop");
    }
  }

  private static Duration jittered(Duration pause) {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
  }
}
