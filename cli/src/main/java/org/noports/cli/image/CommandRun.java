package org.noports.cli.image;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;

/**
 * One command line run inside this process, on a thread of its own and with surroundings of its
 * own; closing it asks it to stop and waits for that. Used by one thread.
 */
final class CommandRun implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final String command;
  private final Printed printed;
  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  private CommandRun(String command, Printed printed) {
    this.command = command;
    this.printed = printed;
  }

  static CommandRun start(TrainingProgram.Runner runner, Terminal around, String... words) {
    Printed printed = new Printed();
    CommandRun run = new CommandRun(String.join(" ", words), printed);
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Terminal terminal = around.within(both, run.stop);
    Thread.ofPlatform()
        .daemon()
        .name("training " + words[0])
        .start(() -> {
          try {
            run.end.complete(runner.run(terminal, words));
          } catch (RuntimeException e) {
            run.end.completeExceptionally(e);
          } finally {
            printed.close();
          }
        });
    return run;
  }

  /** Waits until something printed matches; the match. */
  Matcher await(String regex) throws InterruptedException {
    Matcher found = printed.await(Pattern.compile(regex), LIMIT);
    if (found == null) {
      throw new EnvironmentProblem(
          "'%s' did not print '%s' but: %s".formatted(command, regex, printed.text()));
    }
    return found;
  }

  void awaitSuccess() throws InterruptedException {
    if (code() != 0) {
      throw new EnvironmentProblem("'%s' failed: %s".formatted(command, printed.text()));
    }
  }

  private int code() throws InterruptedException {
    try {
      return end.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new EnvironmentProblem("'%s' did not end properly: %s".formatted(command, e), e);
    }
  }

  @Override
  public void close() {
    stop.closeAll();
    try {
      code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a command printed so far. Its writer and its one reader meet at its monitor. */
  private static final class Printed extends ByteArrayOutputStream {
    private boolean ended;

    @Override
    public synchronized void write(byte[] bytes, int start, int length) {
      super.write(bytes, start, length);
      notifyAll();
    }

    @Override
    public synchronized void close() {
      ended = true;
      notifyAll();
    }

    synchronized @Nullable Matcher await(Pattern pattern, Duration limit)
        throws InterruptedException {
      long end = System.nanoTime() + limit.toNanos();
      while (true) {
        Matcher matcher = pattern.matcher(text());
        if (matcher.find()) {
          return matcher;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (ended || left <= 0) {
          return null;
        }
        wait(left);
      }
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }
}
