package org.noports.atserver.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.noports.atserver.HostPort;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;

/**
 * What an attacker on another machine does to one atServer with many connections at a time, each on
 * a thread of its own, until it is closed. Whatever the server does to a connection is right: the
 * attacker opens the next.
 */
final class Flood implements AutoCloseable {
  /** The other machine: one more address of the loopback network. */
  private static final String MACHINE = "127.0.0.9";

  private static final byte[] FILLING = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);

  /** The beginning of a TLS record that announces more. */
  private static final byte[] HALF_A_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00};

  private static final int ATTEMPTS_AT_ONCE = 100;

  /** A kind of attack. */
  enum Kind {
    CONNECTIONS(4) {
      @Override
      void strike(Flood flood) throws IOException {
        flood.secured().close();
        flood.strikes.incrementAndGet();
      }
    },
    HALF_OPEN_TLS(150) {
      @Override
      void strike(Flood flood) throws IOException {
        try (Socket socket = flood.plain()) {
          socket.getOutputStream().write(HALF_A_HELLO);
          flood.strikes.incrementAndGet();
          flood.awaitEnd(socket);
        }
      }
    },
    LINES_WITHOUT_END(4) {
      @Override
      void strike(Flood flood) throws IOException {
        try (TestConnection connection = flood.secured()) {
          while (flood.goesOn() && connection.trySend(FILLING)) {
            flood.strikes.incrementAndGet();
          }
        }
      }
    },
    WRONG_LOGINS(100) {
      @Override
      void strike(Flood flood) throws IOException {
        String attempt =
            "from:"
                + flood.victim.atSign()
                + "\npkam:enrollmentId:"
                + flood.enrollment()
                + ":AAAA\n";
        try (TestConnection connection = flood.secured()) {
          if (connection.trySend(
              attempt.repeat(ATTEMPTS_AT_ONCE).getBytes(StandardCharsets.US_ASCII))) {
            flood.strikes.addAndGet(ATTEMPTS_AT_ONCE);
          }
          connection.isClosedByServer();
        }
      }
    },
    MONITORS_THAT_NEVER_READ(8) {
      @Override
      void strike(Flood flood) throws IOException {
        String notification =
            "notify:ttln:60000:%s:flood.ns%s:%s\n"
                .formatted(flood.victim.atSign(), flood.victim.atSign(), "z".repeat(8_000));
        try (TestConnection monitor = flood.victim.login();
            TestConnection sender = flood.victim.login()) {
          monitor.send("monitor:0\n");
          while (flood.goesOn()
              && sender.trySend(notification.getBytes(StandardCharsets.US_ASCII))) {
            sender.answer();
            flood.strikes.incrementAndGet();
          }
        }
      }
    };

    private final int threads;

    Kind(int threads) {
      this.threads = threads;
    }

    abstract void strike(Flood flood) throws IOException;
  }

  private final Kind kind;
  private final TestParty victim;
  private final HostPort address;
  private final Path caFile;
  private final AtomicLong strikes = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  private Flood(Kind kind, TestParty victim, HostPort address, Path caFile) {
    this.kind = kind;
    this.victim = victim;
    this.address = address;
    this.caFile = caFile;
  }

  static Flood begin(Kind kind, TestParty victim, HostPort address, Path caFile) {
    Flood flood = new Flood(kind, victim, address, caFile);
    for (int i = 0; i < kind.threads; i++) {
      flood.threads.add(Thread.ofVirtual().name("attacker " + i).start(flood::attack));
    }
    return flood;
  }

  /** How often something was done so far. */
  long strikes() {
    return strikes.get();
  }

  private void attack() {
    while (goesOn()) {
      try {
        kind.strike(this);
      } catch (IOException | UncheckedIOException | AssertionError e) {
        // Turned away or cut off: that is what a server may do, and the next strike follows.
      }
    }
  }

  private boolean goesOn() {
    return !over;
  }

  private String enrollment() {
    return victim.enrollmentId();
  }

  private Socket plain() throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(), address.port(), InetAddress.getByName(MACHINE), 0);
  }

  private TestConnection secured() throws IOException {
    return TestConnection.over(plain(), address, caFile);
  }

  /** Until the server ends it, or this attack does. */
  private void awaitEnd(Socket socket) throws IOException {
    socket.setSoTimeout(250);
    while (goesOn()) {
      try {
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (SocketTimeoutException e) {
        // Silence is what this attacker wants.
      }
    }
  }

  @Override
  public void close() {
    over = true;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
