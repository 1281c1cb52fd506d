package org.noports.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program's surroundings: its streams, its environment, its clock and the wish that it stops. The
 * only class that touches {@link System}'s streams, environment and exit. Thread-safe.
 */
public final class Terminal {
  private final InputStream in;
  private final PrintStream out;
  private final StatusLine status;
  private final Map<String, String> environment;
  private final InstantSource clock;

  /**
   * Null is the system's: finding that out takes a while, and who reads a usage text needs none.
   */
  private final @Nullable ZoneId zone;

  private final StopSignal stop;

  /** Surroundings without input. */
  public Terminal(
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      InstantSource clock,
      @Nullable ZoneId zone,
      StopSignal stop) {
    this(InputStream.nullInputStream(), out, err, environment, clock, zone, stop);
  }

  public Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      InstantSource clock,
      @Nullable ZoneId zone,
      StopSignal stop) {
    this.in = in;
    this.out = out;
    status = new StatusLine(err);
    this.environment = environment;
    this.clock = clock;
    this.zone = zone;
    this.stop = stop;
  }

  /** The surroundings of this process; SIGTERM, SIGINT and SIGHUP ask it to stop. */
  public static Terminal ofProcess() {
    StopSignal stop = new StopSignal();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stop::asked));
    Terminal terminal =
        new Terminal(
            System.in, System.out, System.err, System.getenv(), InstantSource.system(), null, stop);
    stop.closes(terminal.status::end);
    return terminal;
  }

  /** The same surroundings without input, for a program run inside this one. */
  public Terminal within(PrintStream output, StopSignal itsStop) {
    return new Terminal(output, output, environment, clock, zone, itsStop);
  }

  /** What the program is given to read. */
  public InputStream in() {
    return in;
  }

  /** Where results go, and nothing else: scripts read it. */
  public PrintStream out() {
    return out;
  }

  /** Where progress, log and errors go. */
  public PrintStream err() {
    return status.others();
  }

  /**
   * Shows how far the program is, in place of what was shown before, until something is written.
   */
  void status(String text) {
    status.show(text);
  }

  /** The variable's value, or null when it is not set or empty. */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Whether what is written to stderr is read at a terminal that can take a line back. */
  public boolean errCanRewrite() {
    String kind = variable("TERM");
    return isTerminal("err")
        && variable("NO_COLOR") == null
        && kind != null
        && !kind.equals("dumb");
  }

  /** Whether a person types what the program reads. */
  public boolean inIsTerminal() {
    return isTerminal("in");
  }

  /** The launcher knows which of the streams are terminals. */
  private static boolean isTerminal(String stream) {
    return List.of(System.getProperty("noports.terminals", "").split(",", -1)).contains(stream);
  }

  public InstantSource clock() {
    return clock;
  }

  public ZoneId zone() {
    return zone == null ? ZoneId.systemDefault() : zone;
  }

  /** What is closed when the process is asked to stop. */
  public StopSignal stop() {
    return stop;
  }

  /** Waits until the process is asked to stop. */
  public void awaitStop() throws InterruptedException {
    stop.await(Duration.ofDays(36_500));
  }

  /** Ends the process of its own accord; a result that could not be written is a failure. */
  public void exit(int code) {
    status.end();
    boolean lost = code == 0 && out.checkError();
    if (lost) {
      err().println("Error : the result could not be written to stdout");
    }
    stop.finished();
    System.exit(lost ? 1 : code);
  }
}
