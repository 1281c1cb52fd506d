package org.noports.cli.output;

import java.util.ArrayList;
import java.util.List;

/** What a user is told when something failed: one line; with a log wanted, its causes as well. */
public final class FailureText {
  private static final int LONGEST = 2_000;
  private static final int MOST_CAUSES = 10;

  private FailureText() {}

  /** The failure's own message. */
  public static String of(Throwable failure) {
    String message = failure.getMessage();
    return OneLine.of(
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message,
        LONGEST);
  }

  /** The failure and what caused it, outermost first. */
  public static String chain(Throwable failure) {
    List<String> parts = new ArrayList<>();
    for (Throwable t = failure; t != null && parts.size() < MOST_CAUSES; t = t.getCause()) {
      parts.add(t.getClass().getSimpleName() + ": " + of(t));
    }
    return String.join(" <- ", parts);
  }
}
