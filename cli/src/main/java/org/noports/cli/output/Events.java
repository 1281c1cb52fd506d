package org.noports.cli.output;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;

/**
 * What happens, told to programs: one JSON object a line, on stderr in place of the progress lines
 * for people, because stdout carries results only (cli.md 0.5, docs/json-events.md). Thread-safe: a
 * line is written at once.
 */
public final class Events {
  /** Tells nobody. */
  public static final Events NONE = new Events(null);

  private final @Nullable Terminal terminal;

  private Events(@Nullable Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Tells this terminal's reader, or nobody.
   *
   * @param wanted whether the user asked for them ({@code --json})
   */
  public static Events of(Terminal terminal, boolean wanted) {
    return wanted ? new Events(terminal) : NONE;
  }

  /** Something that happens now. */
  public void tell(String event, Consumer<JsonObject.Builder> members) {
    if (terminal != null) {
      tell(terminal.clock().instant(), event, members);
    }
  }

  /**
   * Something that happened.
   *
   * @param members adds what belongs to this kind of event, after {@code time} and {@code event}
   */
  public void tell(Instant at, String event, Consumer<JsonObject.Builder> members) {
    if (terminal == null) {
      return;
    }
    JsonObject.Builder line =
        JsonObject.builder()
            .put("time", at.truncatedTo(ChronoUnit.MILLIS).toString())
            .put("event", event);
    members.accept(line);
    terminal.err().print(line.build().canonical() + "\n");
    terminal.err().flush();
  }
}
