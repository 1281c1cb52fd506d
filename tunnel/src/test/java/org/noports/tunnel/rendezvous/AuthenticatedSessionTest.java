package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.Speaker;
import org.noports.tunnel.records.Speaker.Heard;

/**
 * Authenticated sessions whose relay keeps no half-close, as long as nobody attacks them
 * (sessions.md 8.3).
 */
final class AuthenticatedSessionTest {
  private static final int MIB = 1024 * 1024;

  private final AuthenticatedRig rig = new AuthenticatedRig();

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void a_service_that_answers_only_after_the_end_of_the_question_is_heard() throws Exception {
    byte[] question = bytes(3 * MIB + 1);
    byte[] answer = bytes(2 * MIB + 5);
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket local = rig.connect();
        Socket service = rig.accept();
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> heard =
          tasks.submit(() -> {
            byte[] all = service.getInputStream().readAllBytes();
            service.getOutputStream().write(answer);
            service.shutdownOutput();
            return all;
          });
      local.getOutputStream().write(question);
      local.shutdownOutput();
      assertThat(Arrays.mismatch(local.getInputStream().readAllBytes(), answer)).isEqualTo(-1);
      assertThat(Arrays.mismatch(heard.get(20, TimeUnit.SECONDS), question)).isEqualTo(-1);
      await().until(() -> client.connections() == 0 && device.connections() == 0);
      assertThat(rig.pump.bufferBytes()).isZero();
    }
  }

  @Test
  void what_is_queued_when_a_side_closes_arrives_completely() throws Exception {
    byte[] sent = bytes(20 * MIB + 3);
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket local = rig.connect();
        Socket service = rig.accept()) {
      Thread.ofVirtual()
          .start(() -> {
            try (service) {
              service.getOutputStream().write(sent);
            } catch (IOException e) {
              // The assertion below tells.
            }
          });
      byte[] received = local.getInputStream().readAllBytes();
      assertThat(Arrays.mismatch(received, sent)).isEqualTo(-1);
      end(local);
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void little_memory_slows_a_connection_and_does_not_break_it() throws Exception {
    byte[] question = bytes(5 * MIB + 1);
    try (AuthenticatedRig small = new AuthenticatedRig(new PumpLimits(16 * 1024, 16 * 1024, 64));
        DeviceSide device = small.openDevice();
        ClientSide client = small.openClient();
        Socket local = small.connect();
        Socket service = small.accept();
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> heard = tasks.submit(() -> service.getInputStream().readAllBytes());
      local.getOutputStream().write(question);
      local.shutdownOutput();
      assertThat(Arrays.mismatch(heard.get(20, TimeUnit.SECONDS), question)).isEqualTo(-1);
      assertThat(client.connections() + device.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_reader_that_does_not_read_stops_the_writer_and_fills_no_memory() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket local = rig.connect();
        Socket service = rig.accept()) {
      AtomicLong written = new AtomicLong();
      Thread.ofVirtual()
          .start(() -> {
            byte[] chunk = new byte[64 * 1024];
            try (OutputStream out = service.getOutputStream()) {
              while (true) {
                out.write(chunk);
                written.addAndGet(chunk.length);
              }
            } catch (IOException e) {
              // The test is over.
            }
          });
      AtomicLong before = new AtomicLong(-1);
      // Stopped: nothing more in half a second, twice looked at.
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(30))
          .until(() -> before.getAndSet(written.get()) == written.get());
      assertThat(written.get()).isLessThan(256L * MIB);
      assertThat(rig.pump.bufferBytes()).isLessThanOrEqualTo(4L * MIB);
      assertThat(local.getInputStream().readNBytes(MIB)).hasSize(MIB);
      assertThat(client.connections() + device.connections()).isEqualTo(2);
    }
    await().until(() -> rig.pump.bufferBytes() == 0);
  }

  @Test
  void two_hundred_connections_at_once_each_reach_their_own_service_connection() throws Exception {
    Thread.ofVirtual().start(this::serveEchoes);
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> echoes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "connection %03d".formatted(i);
        echoes.add(tasks.submit(() -> echoed(text)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(echoes.get(i).get()).isEqualTo("connection %03d".formatted(i));
      }
      await().until(() -> client.connections() == 0 && device.connections() == 0);
      assertThat(client.await(Duration.ZERO)).isNull();
    }
  }

  private String echoed(String text) throws IOException {
    try (Socket socket = rig.connect()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void serveEchoes() {
    try {
      while (true) {
        Socket socket = rig.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket;
                  InputStream in = socket.getInputStream()) {
                in.transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // The test's end of it is gone.
              }
            });
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Test
  void a_service_that_refuses_resets_the_local_connection_and_the_session_goes_on()
      throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      rig.service.close();
      for (int i = 0; i < 3; i++) {
        try (Socket socket = rig.connect()) {
          Heard heard = new Speaker("nobody", socket).hear().get(20, TimeUnit.SECONDS);
          assertThat(heard).isEqualTo(new Heard("", true));
        }
      }
      await().until(() -> client.connections() == 0 && device.connections() == 0);
      assertThat(client.await(Duration.ZERO)).isNull();
      assertThat(device.await(Duration.ZERO)).isNull();
    }
  }

  @Test
  void a_side_that_closes_is_told_from_a_relay_that_is_lost() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      end(client);
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
    }
    try (AuthenticatedRig other = new AuthenticatedRig();
        DeviceSide device = other.openDevice();
        ClientSide client = other.openClient()) {
      end(other.relay);
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.RELAY_LOST);
      assertThat(requireNonNull(client.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.RELAY_LOST);
    }
  }

  @Test
  void a_session_that_ends_in_the_middle_of_an_answer_resets_it() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket local = rig.connect();
        Socket service = rig.accept()) {
      service.getOutputStream().write('a');
      assertThat(local.getInputStream().read()).isEqualTo('a');
      end(client);
      assertThat(new Speaker("local", local).hear().get(20, TimeUnit.SECONDS).reset()).isTrue();
      assertThat(new Speaker("service", service).hear().get(20, TimeUnit.SECONDS).reset()).isTrue();
      assertThat(device.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  /** Before its time in a try. */
  private static void end(AutoCloseable what) throws Exception {
    what.close();
  }

  @Test
  void a_client_that_asks_for_a_connection_twice_is_served_no_longer() throws Exception {
    ConnectionId id = ConnectionId.random(rig.random);
    assertThat(endAfter(new ControlLine.Open(id), new ControlLine.Open(id)))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_client_that_opens_what_it_has_prepared_is_served_no_longer() throws Exception {
    ConnectionId id = ConnectionId.random(rig.random);
    assertThat(endAfter(new ControlLine.Prepare(id), new ControlLine.Open(id)))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_client_that_asks_for_the_control_channel_as_a_connection_is_served_no_longer()
      throws Exception {
    assertThat(endAfter(new ControlLine.Open(ConnectionId.CONTROL)))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_connection_without_authentication_is_not_served() throws Exception {
    assertThat(endAfter(new ControlLine.Connect(SessionKeys.generate(rig.random, true))))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_connection_reaches_another_service_that_the_gate_admits() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        ServerSocketChannel other = TwoPorts.bind();
        ServerSocketChannel listener = TwoPorts.bind();
        SocketChannel near = SocketChannel.open(listener.getLocalAddress());
        SocketChannel far = listener.accept()) {
      rig.admitted.add(new ServiceAddress("other", TwoPorts.port(other)));
      DataConnection connection = client.dial(new ServiceAddress("other", TwoPorts.port(other)));
      connection.awaitOpened(Duration.ofSeconds(10));
      Thread carrying = Thread.ofVirtual().start(() -> connection.carry(far));
      try (SocketChannel reached = other.accept()) {
        reached.socket().getOutputStream().write('x');
        assertThat(near.socket().getInputStream().read()).isEqualTo('x');
      }
      Sockets.close(near);
      assertThat(carrying.join(Duration.ofSeconds(20))).isTrue();
      assertThat(device.await(Duration.ofMillis(1))).isNull();
    }
  }

  @Test
  void a_service_that_the_gate_does_not_admit_is_denied_and_the_session_goes_on() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      // The denial may come while the client still dials, or after it.
      assertThatThrownBy(
              () -> {
                try (DataConnection connection = client.dial(new ServiceAddress("secret", 22))) {
                  connection.awaitOpened(Duration.ofSeconds(10));
                }
              })
          .isInstanceOfSatisfying(
              ServiceUnreachable.class,
              e -> assertThat(e.reason()).isEqualTo(ControlLine.Failed.Reason.DENIED));
      try (Socket local = rig.connect();
          Socket service = rig.accept()) {
        service.getOutputStream().write('a');
        assertThat(local.getInputStream().read()).isEqualTo('a');
      }
      assertThat(device.await(Duration.ofMillis(1))).isNull();
    }
  }

  @Test
  void heartbeats_are_answered_and_unknown_lines_do_no_harm() throws Exception {
    assertThat(
            endAfter(
                new ControlLine.Heartbeat(7),
                new ControlLine.Opened(ConnectionId.SINGLE),
                new ControlLine.Heartbeat(8)))
        .isEqualTo(EndReason.PEER_CLOSED);
  }

  /** How the device's side ends after a client that says this and closes in good order. */
  private EndReason endAfter(ControlLine... lines) throws Exception {
    try (DeviceSide device = rig.openDevice();
        ForeignClient client = new ForeignClient(rig)) {
      RecordControl control = client.control();
      for (ControlLine line : lines) {
        control.write(line);
        if (line instanceof ControlLine.Heartbeat) {
          // Unread, its answer would make a reset of the close.
          assertThat(control.read()).containsExactly(line);
        }
      }
      control.close();
      return requireNonNull(device.await(Duration.ofSeconds(10))).reason();
    }
  }
}
