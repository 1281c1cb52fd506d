package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pairing.Side;

/** Both sides of a session through a relay, over real sockets. */
final class SessionTest {
  private final SessionRig rig = new SessionRig();

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private StreamKeys keys(String mode) {
    return switch (mode) {
      case "authenticated" -> rig.authenticated();
      case "in clear" -> new StreamKeys.Clear();
      default -> SessionRig.counterMode(SessionKeys.generate(rig.random, mode.equals("twin keys")));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void bytes_arrive_both_ways_and_the_session_ends_with_its_last_connection(String mode)
      throws Exception {
    rig.serveEchoes();
    StreamKeys keys = keys(mode);
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(2))) {
      try (Socket one = rig.connect();
          Socket two = rig.connect()) {
        assertThat(SessionRig.echoed(one, "first")).isEqualTo("first");
        assertThat(SessionRig.echoed(two, "second")).isEqualTo("second");
        assertThat(SessionRig.echoed(one, "again")).isEqualTo("again");
        assertThat(client.connections()).isEqualTo(2);
        assertThat(device.connections()).isEqualTo(2);
      }
      SessionEnd end = requireNonNull(client.await(Duration.ofSeconds(10)));
      assertThat(end.reason()).isEqualTo(EndReason.IDLE);
      assertThat(end.connections()).isEqualTo(2);
      assertThat(end.bytesToRelay()).isEqualTo(16);
      assertThat(end.bytesFromRelay()).isEqualTo(16);
      SessionEnd deviceEnd = requireNonNull(device.await(Duration.ofSeconds(10)));
      assertThat(deviceEnd.reason()).isEqualTo(EndReason.PEER_CLOSED);
    }
  }

  @Test
  void two_hundred_connections_at_once_each_reach_their_own_service_connection() throws Exception {
    rig.serveEchoes();
    StreamKeys keys = rig.twinKeys();
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20));
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> echoes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "connection %03d".formatted(i);
        echoes.add(
            tasks.submit(() -> {
              try (Socket socket = rig.connect()) {
                return SessionRig.echoed(socket, text);
              }
            }));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(echoes.get(i).get()).isEqualTo("connection %03d".formatted(i));
      }
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void a_service_that_refuses_closes_the_local_connection_and_the_session_goes_on()
      throws Exception {
    StreamKeys keys = rig.twinKeys();
    int port = TwoPorts.port(rig.service);
    rig.service.close();
    try (DeviceSide device =
            DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20), port));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20))) {
      for (int i = 0; i < 3; i++) {
        try (Socket socket = rig.connect()) {
          assertThat(SessionRig.isOver(socket)).isTrue();
        }
      }
      assertThat(client.await(Duration.ofMillis(100))).isNull();
      assertThat(device.await(Duration.ofMillis(100))).isNull();
    }
  }

  @Test
  void a_connection_that_closes_at_once_does_not_shift_the_next_one() throws Exception {
    rig.serveEchoes();
    StreamKeys keys = rig.twinKeys();
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20))) {
      for (int i = 0; i < 10; i++) {
        rig.connect().close();
        try (Socket socket = rig.connect()) {
          assertThat(SessionRig.echoed(socket, "mine " + i)).isEqualTo("mine " + i);
        }
      }
      assertThat(client.connections()).isLessThan(21);
      assertThat(device.connections()).isLessThan(21);
    }
  }

  /** What old peers have to say when they stop is only that their control channel ends. */
  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void a_device_that_stops_ends_its_client_and_the_local_connections(String mode) throws Exception {
    rig.serveEchoes();
    StreamKeys keys = keys(mode);
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20));
        Socket socket = rig.connect()) {
      assertThat(SessionRig.echoed(socket, "x")).isEqualTo("x");
      shut(device);
      assertThat(requireNonNull(client.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
      assertThat(SessionRig.isOver(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void a_client_that_stops_ends_its_device_and_the_service_s_connections(String mode)
      throws Exception {
    StreamKeys keys = keys(mode);
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20));
        Socket socket = rig.connect();
        Socket served = rig.service.accept().socket()) {
      served.setSoTimeout(10_000);
      socket.getOutputStream().write('x');
      assertThat(served.getInputStream().read()).isEqualTo('x');
      shut(client);
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
      assertThat(SessionRig.isOver(served)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void the_loss_of_the_relay_ends_both_sides(String mode) throws Exception {
    rig.serveEchoes();
    StreamKeys keys = keys(mode);
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20));
        Socket socket = rig.connect()) {
      assertThat(SessionRig.echoed(socket, "x")).isEqualTo("x");
      rig.relay.close();
      assertThat(client.await(Duration.ofSeconds(10))).isNotNull();
      assertThat(device.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  @Test
  void a_side_that_cannot_reach_the_relay_says_so() throws Exception {
    rig.relay.close();
    // The accepting threads take a moment to let go of their ports.
    await().until(() -> !rig.relay.isListening());
    assertThatThrownBy(
            () -> DeviceSide.open(rig.deviceOptions(new StreamKeys.Clear(), Duration.ofSeconds(1))))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(rig.relay.address(Side.B).toString());
    assertThatThrownBy(() -> rig.client(new StreamKeys.Clear(), Duration.ofSeconds(1)))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(rig.relay.address(Side.A).toString());
  }

  @Test
  void a_rejected_client_learns_that_the_relay_may_have_rejected_it() throws Exception {
    rig.relay.refuse();
    try (ClientSide client = rig.client(new StreamKeys.Clear(), Duration.ofSeconds(20))) {
      SessionEnd end = requireNonNull(client.await(Duration.ofSeconds(10)));
      assertThat(end.detail()).contains("rejected");
    }
  }

  @Test
  void a_device_without_connections_ends_after_its_time_measured_anew() throws Exception {
    rig.serveEchoes();
    StreamKeys keys = rig.twinKeys();
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(2)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20))) {
      try (Socket socket = rig.connect()) {
        assertThat(SessionRig.echoed(socket, "x")).isEqualTo("x");
        assertThat(device.await(Duration.ofMillis(2_200))).isNull();
      }
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.IDLE);
      assertThat(client.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  @Test
  void the_listener_serves_one_session_after_the_other_and_nothing_is_left_open() throws Exception {
    rig.serveEchoes();
    runSession();
    long before = openFiles();
    for (int i = 0; i < 50; i++) {
      runSession();
    }
    assertThat(rig.local.isOpen()).isTrue();
    await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before));
  }

  private void runSession() throws Exception {
    StreamKeys keys = rig.twinKeys();
    try (DeviceSide device = DeviceSide.open(rig.deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = rig.client(keys, Duration.ofSeconds(20))) {
      try (Socket socket = rig.connect()) {
        assertThat(SessionRig.echoed(socket, "x")).isEqualTo("x");
      }
      shut(client);
      assertThat(device.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  /** Before its time in a try. */
  private static void shut(AutoCloseable side) throws Exception {
    side.close();
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
