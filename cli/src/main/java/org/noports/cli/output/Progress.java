package org.noports.cli.output;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells a waiting person how far things are (cli.md 0.5), on stderr in one of several forms.
 * What ends a wait is a step; what stays true is a line. Programs are told of steps as events
 * instead. Thread-safe.
 */
public final class Progress {
  private static final Logger LOG = System.getLogger("org.noports.Progress");

  private static final int WIDEST = 200;

  /** What the user asks for. */
  public enum Wish {
    AUTO,
    PLAIN,
    RICH
  }

  private enum Form {
    NOTHING,
    /** Part of the log, which the user wants to see. */
    LOG,
    /** Every step a line with its time. */
    PLAIN,
    /** Steps follow each other on one line; lines stay. */
    RICH,
    EVENTS
  }

  private final Terminal terminal;
  private final Form form;
  private final Events events;

  /** When the first step was; guarded by this. */
  private @Nullable Instant begun;

  private Progress(Terminal terminal, Form form, Events events) {
    this.terminal = terminal;
    this.form = form;
    this.events = events;
  }

  /** Lines with their time, or nothing, or part of the log. */
  public static Progress of(Terminal terminal, boolean quiet, boolean verbose) {
    return new Progress(
        terminal, verbose ? Form.LOG : quiet ? Form.NOTHING : Form.PLAIN, Events.NONE);
  }

  /** In the form the user wishes; as events when they are told to anybody. */
  public static Progress of(Terminal terminal, Wish wish, boolean verbose, Events events) {
    Form form =
        events != Events.NONE
            ? Form.EVENTS
            : verbose ? Form.LOG : rich(terminal, wish) ? Form.RICH : Form.PLAIN;
    return new Progress(terminal, form, events);
  }

  private static boolean rich(Terminal terminal, Wish wish) {
    return switch (wish) {
      case AUTO -> terminal.errCanRewrite();
      case PLAIN -> false;
      case RICH -> true;
    };
  }

  /** One line with the time of now. */
  public void line(String text) {
    line(terminal.clock().instant(), text);
  }

  /** One line with the time something happened. */
  public synchronized void line(Instant at, String text) {
    switch (form) {
      case NOTHING, EVENTS -> {}
      case LOG -> LOG.log(Level.INFO, text);
      case PLAIN, RICH -> {
        terminal.err().println(LocalTime.text(at, terminal.zone()) + " : " + text);
        terminal.err().flush();
      }
    }
  }

  /**
   * A step on the way, which the next one replaces where the terminal can.
   *
   * @param name of the kind of step, for programs
   * @param took how long the wait was that ends with it; zero when none does
   */
  public synchronized void step(Instant at, String name, String text, Duration took) {
    switch (form) {
      case NOTHING, LOG, PLAIN -> line(at, text);
      case EVENTS ->
          events.tell(
              at,
              "step",
              line -> line.put("step", name).put("text", text).put("ms", took.toMillis()));
      case RICH -> {
        if (begun == null) {
          begun = at;
        }
        double seconds = Duration.between(begun, at).toMillis() / 1000.0;
        terminal.status("%5.2f s  %s".formatted(seconds, OneLine.of(text, WIDEST)));
      }
    }
  }
}
