package org.noports.cli.npt;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.ClientClosed;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.output.Events;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.KeepAlive;
import org.noports.client.NptClient;
import org.noports.client.NptOptions;
import org.noports.client.OpenSession;
import org.noports.protocol.json.JsonObject;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * Runs the sessions of one command line, each to the end or one after the other, and tells the user
 * about them. Several are opened in parallel and shown together. For one thread; each session is
 * told of on a thread of its own.
 */
final class SessionRun {
  private static final Logger LOG = System.getLogger(SessionRun.class.getName());

  private final Terminal terminal;
  private final Progress progress;
  private final Events events;
  private final Supplier<AtClientConfig> edge;
  private final PortAnnouncement announcement;

  SessionRun(
      Terminal terminal,
      Progress progress,
      Events events,
      Supplier<AtClientConfig> edge,
      PortAnnouncement announcement) {
    this.terminal = terminal;
    this.progress = progress;
    this.events = events;
    this.edge = edge;
    this.announcement = announcement;
  }

  /** Every session until it ends; the exit code. When one can't be opened none is. */
  int once(List<NptOptions> all) throws InterruptedException {
    events.tell("step", line -> step(line, "STARTED", "Reading the keys"));
    AtClientConfig config = edge.get().withRecipients(all.getFirst().recipients());
    events.tell("step", line -> step(line, "KEYS_READ", "Looking up the atServer and logging in"));
    try (AtClient client = AtClient.open(config)) {
      terminal.stop().closes(client);
      events.tell("step", line -> step(line, "LOGGED_IN", "Logged in"));
      List<OpenSession> sessions = new ArrayList<>();
      try {
        open(all, client, sessions);
        announcement.listening(terminal, sessions.stream().map(OpenSession::localPort).toList());
        int code = 0;
        for (int i = 0; i < sessions.size(); i++) {
          SessionEnd end = sessions.get(i).await();
          state(all.get(i)).down(end.detail());
          progress.line(label(all, i) + "Session ended");
          code = Math.max(code, exitCode(label(all, i), end));
        }
        return code;
      } finally {
        sessions.forEach(OpenSession::close);
      }
    }
  }

  private static void step(JsonObject.Builder line, String name, String text) {
    line.put("step", name).put("text", text).put("ms", 0);
  }

  private void open(List<NptOptions> all, AtClient client, List<OpenSession> sessions)
      throws InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("npt session ", 1).factory())) {
      List<Future<OpenSession>> opening = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        NptOptions options = all.get(i);
        String label = label(all, i);
        opening.add(
            threads.submit(() -> {
              OpenSession session =
                  NptClient.connect(
                      options, client, new SessionTold(progress, label, state(options)));
              terminal.stop().closes(session);
              state(options).up(session.id(), session.localPort());
              return session;
            }));
      }
      @Nullable RuntimeException failure = null;
      for (int i = 0; i < all.size(); i++) {
        try {
          sessions.add(opening.get(i).get());
        } catch (ExecutionException e) {
          RuntimeException why =
              e.getCause() instanceof RuntimeException own
                  ? own
                  : new IllegalStateException(e.getCause());
          state(all.get(i)).down(FailureText.of(why));
          if (failure == null) {
            failure = why;
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Session after session until the process is asked to stop. */
  int keptAlive(List<NptOptions> all) throws InterruptedException {
    try (AtClient client = new PatientStart(terminal).open(edge)) {
      terminal.stop().closes(client);
      List<KeepAlive> kept = new ArrayList<>();
      try {
        for (int i = 0; i < all.size(); i++) {
          KeepAlive one =
              KeepAlive.open(
                  all.get(i),
                  client,
                  new SessionTold.KeptAlive(progress, label(all, i), state(all.get(i))));
          kept.add(one);
          terminal.stop().closes(one);
        }
        run(kept);
        return 1;
      } finally {
        kept.forEach(KeepAlive::close);
        all.forEach(one -> state(one).down("npt was stopped"));
      }
    }
  }

  private static void run(List<KeepAlive> kept) throws InterruptedException {
    List<Thread> others = new ArrayList<>();
    for (KeepAlive one : kept.subList(1, kept.size())) {
      others.add(Thread.ofVirtual().name("npt keep-alive").start(() -> runQuietly(one)));
    }
    kept.getFirst().run();
    for (Thread other : others) {
      other.join();
    }
  }

  private static void runQuietly(KeepAlive one) {
    try {
      one.run();
    } catch (InterruptedException | ClientClosed e) {
      LOG.log(Level.DEBUG, "A keep-alive ended: {0}", e.toString());
    }
  }

  /** Which of several sessions a line is about. */
  private static String label(List<NptOptions> all, int index) {
    return all.size() == 1 ? "" : all.get(index).service() + " : ";
  }

  private int exitCode(String label, SessionEnd end) {
    return switch (end.reason()) {
      case IDLE, PEER_CLOSED, CLOSED -> 0;
      default -> {
        terminal
            .err()
            .println(
                "%sError : %s; run npt again, or use -K, which opens another session by itself"
                    .formatted(label, end.detail()));
        yield 1;
      }
    };
  }

  private StateEvents state(NptOptions options) {
    return new StateEvents(events, options.service());
  }
}
