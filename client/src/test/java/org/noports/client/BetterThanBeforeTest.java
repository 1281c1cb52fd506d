package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.protocol.session.ServiceAddress;

/**
 * What goes wrong in existing programs, through whole sessions: what is queued when a side closes
 * is lost, a slow reader costs a gigabyte of memory, a few fetches at once kill the session, an end
 * of stream is not passed on, one broken connection ends all.
 */
class BetterThanBeforeTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MIB = 1 << 20;

  @TempDir static Path directory;
  private static WholeSystem system;

  private ServerSocket service;
  private final BlockingQueue<Socket> served = new LinkedBlockingQueue<>();
  private OpenSession session;

  @BeforeAll
  static void startSystem() throws Exception {
    system = new WholeSystem(directory);
  }

  @AfterAll
  static void stopSystem() {
    system.close();
  }

  @BeforeEach
  void start() throws Exception {
    service = new ServerSocket(0, 50, LOOPBACK);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              served.add(service.accept());
            }
          } catch (IOException e) {
            // Closed: the test is over.
          }
        });
    session =
        NptClient.connect(
            NptOptions.builder(
                    WholeSystem.BOB,
                    WholeSystem.DEVICE,
                    WholeSystem.RELAY,
                    ServiceAddress.of("127.0.0.1", service.getLocalPort()))
                .build(),
            system.alice,
            StepListener.NONE);
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    service.close();
    for (Socket socket : served) {
      socket.close();
    }
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(LOOPBACK, session.localPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private Socket serve() throws Exception {
    Socket socket = served.poll(60, TimeUnit.SECONDS);
    assertThat(socket).as("the device's connection to the service").isNotNull();
    return socket;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static void writeAndClose(Socket socket, byte[] bytes) {
    try (socket) {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // The reader's assertion tells.
    }
  }

  @Test
  void twentyMegabytesQueuedWhenOneSideClosesArriveWhole() throws Exception {
    byte[] sent = bytes(20 * MIB);
    try (Socket local = dial()) {
      Socket far = serve();
      Thread.ofVirtual().start(() -> writeAndClose(far, sent));
      assertThat(Arrays.mismatch(local.getInputStream().readAllBytes(), sent)).isEqualTo(-1);
    }
    Socket local = dial();
    try (Socket far = serve()) {
      Thread.ofVirtual().start(() -> writeAndClose(local, sent));
      assertThat(Arrays.mismatch(far.getInputStream().readAllBytes(), sent)).isEqualTo(-1);
    }
  }

  @Test
  void aReaderThatDoesNotReadStopsTheWriterInsteadOfFillingMemory() throws Exception {
    AtomicLong written = new AtomicLong();
    try (Socket local = dial();
        Socket far = serve()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try (OutputStream out = far.getOutputStream()) {
                  byte[] piece = new byte[64 * 1024];
                  while (written.get() < 1L << 30) {
                    out.write(piece);
                    written.addAndGet(piece.length);
                  }
                } catch (IOException e) {
                  // The test has ended.
                }
              });
      long[] before = {-1};
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            boolean stands = written.get() > 0 && before[0] == written.get();
            before[0] = written.get();
            return stands;
          });
      // Sockets' buffers of three hops and one buffer of each pump.
      assertThat(written.get()).isLessThan(64L * MIB);
      assertThat(writer.isAlive()).isTrue();
      InputStream in = local.getInputStream();
      assertThat(in.readNBytes(4 * MIB)).hasSize(4 * MIB);
    }
  }

  @Test
  void fourFetchesAtOnceAreAllServed() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> fetches = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        byte[] question = bytes(100 + i);
        fetches.add(
            threads.submit(() -> {
              try (Socket local = dial()) {
                local.getOutputStream().write(question);
                local.shutdownOutput();
                return local.getInputStream().readAllBytes().length;
              }
            }));
      }
      for (int i = 1; i <= 4; i++) {
        Socket far = serve();
        Thread.ofVirtual().start(() -> answer(far));
      }
      for (int i = 1; i <= 4; i++) {
        assertThat(fetches.get(i - 1).get(60, TimeUnit.SECONDS)).isEqualTo((100 + i) * 10_000);
      }
    }
    assertThat(session.await(Duration.ofMillis(1))).isNull();
  }

  private static void answer(Socket far) {
    try {
      writeAndClose(far, bytes(far.getInputStream().readAllBytes().length * 10_000));
    } catch (IOException e) {
      // The fetch's assertion tells.
    }
  }

  @Test
  void theEndOfStreamIsPassedOnWhileTheOtherDirectionGoesOn() throws Exception {
    try (Socket local = dial();
        Socket far = serve()) {
      local.getOutputStream().write(1);
      local.shutdownOutput();
      assertThat(far.getInputStream().readAllBytes()).hasSize(1);
      far.getOutputStream().write(bytes(MIB));
      far.shutdownOutput();
      assertThat(local.getInputStream().readAllBytes()).hasSize(MIB);
    }
  }

  @Test
  void aBrokenConnectionEndsOnlyItself() throws Exception {
    Socket broken = dial();
    try (Socket brokenFar = serve();
        Socket other = dial();
        Socket otherFar = serve()) {
      broken.setSoLinger(true, 0);
      broken.close();
      brokenFar.setSoTimeout(60_000);
      await()
          .until(() -> {
            try {
              return brokenFar.getInputStream().read() < 0;
            } catch (IOException e) {
              return true;
            }
          });
      other.getOutputStream().write(7);
      assertThat(otherFar.getInputStream().read()).isEqualTo(7);
    }
    assertThat(session.await(Duration.ofMillis(1))).isNull();
  }
}
