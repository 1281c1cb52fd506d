package org.noports.cli.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.noports.cli.output.Terminal;

/**
 * Tells systemd how the service is (sd_notify): ready, reloading, stopping, alive. Silent where no
 * systemd listens.
 *
 * <p>It speaks through systemd's own {@code systemd-notify}: the socket takes datagrams, which the
 * JDK has not for Unix sockets, and native calls belong to the data path alone; a process for each
 * word, a few a minute, is nothing. The unit needs {@code NotifyAccess=all} for it.
 *
 * <p>A service is over for systemd when its main process is. A daemon whose sessions shall outlive
 * that runs below a main process that only waits (packaging/systemd/sshnpd.service); from its stop
 * on it says nothing more, because systemd would take it for the words of its successor.
 * Thread-safe.
 */
public final class Systemd implements AutoCloseable {
  /** Names the main process of the service when that is not this process but its parent. */
  static final String MAIN_PROCESS = "NOPORTS_MAIN_PID";

  private static final Duration WORD_LIMIT = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(Systemd.class.getName());

  private final boolean listens;
  private final @Nullable Duration watchdog;
  private final @Nullable ProcessHandle parent;
  private final boolean orphan;
  private volatile @Nullable CompletableFuture<Void> parentsEnd;

  private final CountDownLatch closed = new CountDownLatch(1);

  private Systemd(
      boolean listens,
      @Nullable Duration watchdog,
      @Nullable ProcessHandle parent,
      boolean orphan) {
    this.listens = listens && !orphan;
    this.orphan = orphan;
    this.watchdog = watchdog;
    this.parent = parent;
  }

  public static Systemd of(Terminal terminal) {
    boolean listens = terminal.variable("NOTIFY_SOCKET") != null;
    ProcessHandle parent = parent(terminal);
    boolean orphan = parent == null && terminal.variable(MAIN_PROCESS) != null;
    return new Systemd(listens, listens ? watchdog(terminal, parent) : null, parent, orphan);
  }

  /** The main process when it is not this one; null when it is. */
  private static @Nullable ProcessHandle parent(Terminal terminal) {
    String pid = terminal.variable(MAIN_PROCESS);
    return ProcessHandle.current()
        .parent()
        .filter(process -> Long.toString(process.pid()).equals(pid))
        .orElse(null);
  }

  /** Calls it when the main process ends, if that is another one; at once when it has already. */
  void whenMainProcessEnds(Runnable action) {
    if (orphan) {
      action.run();
    } else if (parent != null) {
      parentsEnd = parent.onExit().thenRun(action);
    }
  }

  /** How often a sign of life is wanted, for this process; null for never. */
  private static @Nullable Duration watchdog(Terminal terminal, @Nullable ProcessHandle parent) {
    String pid = terminal.variable("WATCHDOG_PID");
    String micros = terminal.variable("WATCHDOG_USEC");
    if (micros == null
        || !micros.matches("[1-9][0-9]{0,15}")
        || (pid != null && !pid.equals(Long.toString(main(parent).pid())))) {
      return null;
    }
    return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  /** The service serves; from now on it gives signs of life as long as it is well. */
  void ready(BooleanSupplier well) {
    say("READY=1");
    if (watchdog != null) {
      Duration often = watchdog.dividedBy(2);
      Thread.ofVirtual().name("systemd watchdog").start(() -> ping(often, well));
    }
  }

  /** The service stops, which may take so long. */
  void stopping(Duration limit) {
    if (parent != null) {
      close();
      return;
    }
    say("STOPPING=1", "EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(limit.toNanos()));
  }

  private static ProcessHandle main(@Nullable ProcessHandle parent) {
    return parent == null ? ProcessHandle.current() : parent;
  }

  private void ping(Duration often, BooleanSupplier well) {
    try {
      while (!closed.await(often.toNanos(), TimeUnit.NANOSECONDS)) {
        if (well.getAsBoolean()) {
          say("WATCHDOG=1");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String... words) {
    if (!listens || closed.getCount() == 0) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add("systemd-notify");
    command.add("--pid=" + main(parent).pid());
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(WORD_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      } else if (process.exitValue() != 0) {
        LOG.log(Level.WARNING, () -> "systemd-notify ended with " + process.exitValue());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "systemd is not told: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    CompletableFuture<Void> waiting = parentsEnd;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
