package org.noports.cli.activate;

import java.nio.file.Path;
import java.time.Duration;
import org.noports.atclient.AlreadyActivated;
import org.noports.atclient.AtClientException;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.UnknownAtSign;
import org.noports.atclient.activation.Onboarding;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;

/**
 * Cuts the keys of an atSign that may be so new that its atServer is not there yet (cli.md 6.4,
 * atclient.md 6.3): first the atDirectory is asked until it knows the atSign, then the atServer is
 * dialled until it answers, each a number of times. For one thread.
 *
 * @param attempts of each
 */
record PatientOnboarding(
    Terminal terminal, DirectoryAddress directory, EdgeOptions edge, int attempts) {
  static final int DEFAULT_ATTEMPTS = 50;

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Cuts the keys and says where they are. */
  void cutKeys(AtSign atSign, String secret, Path file) throws InterruptedException {
    boolean known = false;
    for (int attempt = 1; ; attempt++) {
      say("Connecting to secondary for %s... #[%d/%d]".formatted(atSign, attempt, attempts));
      try {
        Onboarding.onboard(
            atSign,
            secret,
            directory,
            edge.trust(terminal),
            file,
            edge.passPhrase().said(terminal));
        terminal.out().println("[Success] Your .atKeys file saved at " + file);
        return;
      } catch (AlreadyActivated e) {
        // Scripts look for these words.
        throw new EnvironmentProblem("atsign %s is already activated".formatted(atSign), e);
      } catch (KeysFileProblem e) {
        if (e.kind() != KeysFileProblem.Kind.EXISTS) {
          throw e;
        }
        throw new EnvironmentProblem(
            "atsign %s is already activated, and its keys file %s exists; nothing was changed"
                .formatted(atSign, file),
            e);
      } catch (UnknownAtSign e) {
        pauseOrGiveUp(attempt, e);
      } catch (AtServerUnreachable e) {
        if (!known) {
          known = true;
          attempt = 1;
        }
        pauseOrGiveUp(attempt, e);
      }
    }
  }

  private void pauseOrGiveUp(int attempt, AtClientException failure) throws InterruptedException {
    if (attempt >= attempts) {
      throw failure;
    }
    if (terminal.stop().await(PAUSE)) {
      throw new InterruptedException("asked to stop");
    }
  }

  private void say(String text) {
    terminal.err().println(text);
    terminal.err().flush();
  }
}
