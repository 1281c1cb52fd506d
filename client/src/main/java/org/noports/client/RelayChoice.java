package org.noports.client;

import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.name.AtSign;

/**
 * Which relay a session goes through when the user leaves the choice (cli.md 1.6): the nearest one
 * that answers, and when that does not give a session, the next. Stateless.
 */
final class RelayChoice {
  private RelayChoice() {}

  /** One attempt through the only relay of its options. */
  @FunctionalInterface
  interface Attempt<T> {
    T through(NptOptions chosen) throws InterruptedException;
  }

  static <T> T open(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      Attempt<T> attempt)
      throws InterruptedException {
    if (options.relays().size() == 1) {
      return attempt.through(options);
    }
    progress.reached(Step.RELAYS_ASKED);
    List<ClientException.RelayProblem> problems = new ArrayList<>();
    for (AtSign relay : RelaySurvey.nearestFirst(options, edge, deadlines)) {
      progress.reached(Step.RELAY_CHOSEN, Step.RELAY_CHOSEN.text() + " " + relay);
      try {
        return attempt.through(options.through(relay));
      } catch (ClientException.RelayProblem e) {
        problems.add(e);
        progress.reached(
            Step.RELAY_FAILED, "%s: %s".formatted(Step.RELAY_FAILED.text(), e.getMessage()));
      }
    }
    throw new ClientException.NoRelay(problems);
  }
}
