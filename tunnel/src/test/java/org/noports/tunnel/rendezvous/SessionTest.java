package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.Transform;

/** Both sides of a session through a relay, over real sockets. */
final class SessionTest {
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final TwoPorts relay = new TwoPorts(pump);
  private final ServerSocketChannel service = TwoPorts.bind();
  private final ServerSocketChannel local = TwoPorts.bind();
  private final SecureRandom random = new SecureRandom();
  private final AtomicReference<@Nullable ClientSide> serving = new AtomicReference<>();

  @BeforeEach
  void open() {
    Thread.ofVirtual().start(this::serveLocal);
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
    service.close();
    local.close();
    pump.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void bytes_arrive_both_ways_and_the_session_ends_with_its_last_connection(String mode)
      throws Exception {
    serveEchoes();
    StreamKeys keys =
        switch (mode) {
          case "authenticated" -> authenticated();
          case "in clear" -> new StreamKeys.Clear();
          default -> counterMode(SessionKeys.generate(random, mode.equals("twin keys")));
        };
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(2))) {
      try (Socket one = connect();
          Socket two = connect()) {
        assertThat(echoed(one, "first")).isEqualTo("first");
        assertThat(echoed(two, "second")).isEqualTo("second");
        assertThat(echoed(one, "again")).isEqualTo("again");
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

  private StreamKeys twinKeys() {
    return counterMode(SessionKeys.generate(random, true));
  }

  private static StreamKeys counterMode(SessionKeys keys) {
    return new StreamKeys.CounterMode(keys);
  }

  private StreamKeys authenticated() {
    return new StreamKeys.Authenticated(
        AeadKeys.derive(SessionKeys.generate(random, true), "request", "answer"));
  }

  @Test
  void two_hundred_connections_at_once_each_reach_their_own_service_connection() throws Exception {
    serveEchoes();
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(20));
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> echoes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "connection %03d".formatted(i);
        echoes.add(
            tasks.submit(() -> {
              try (Socket socket = connect()) {
                return echoed(socket, text);
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
    StreamKeys keys = twinKeys();
    int port = TwoPorts.port(service);
    service.close();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20), port));
        ClientSide client = client(keys, Duration.ofSeconds(20))) {
      for (int i = 0; i < 3; i++) {
        try (Socket socket = connect()) {
          assertThat(isOver(socket)).isTrue();
        }
      }
      assertThat(client.await(Duration.ofMillis(100))).isNull();
      assertThat(device.await(Duration.ofMillis(100))).isNull();
    }
  }

  @Test
  void a_connection_that_closes_at_once_does_not_shift_the_next_one() throws Exception {
    serveEchoes();
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(20))) {
      for (int i = 0; i < 10; i++) {
        connect().close();
        try (Socket socket = connect()) {
          assertThat(echoed(socket, "mine " + i)).isEqualTo("mine " + i);
        }
      }
      assertThat(client.connections()).isLessThan(21);
      assertThat(device.connections()).isLessThan(21);
    }
  }

  @Test
  void a_clear_connection_in_an_encrypted_session_ends_it() throws Exception {
    assertThat(endAfter(new ControlLine.ConnectPlain().bytes()))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_damaged_control_line_ends_the_session() throws Exception {
    assertThat(endAfter("connect:AAAA:BBBB\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void a_control_channel_without_end_of_line_ends_the_session() throws Exception {
    assertThat(endAfter("x".repeat(5_000).getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(EndReason.PROTOCOL_BROKEN);
  }

  @Test
  void heartbeats_and_unknown_lines_do_no_harm() throws Exception {
    assertThat(endAfter("heartbeat:1\nwhat:is:this\n\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(EndReason.PEER_CLOSED);
  }

  /** How the device's side ends after a client that sends this and closes. */
  private EndReason endAfter(byte[] clear) throws Exception {
    SessionKeys keys = SessionKeys.generate(random, true);
    try (DeviceSide device =
            DeviceSide.open(deviceOptions(counterMode(keys), Duration.ofSeconds(20)));
        SocketChannel control = dialRelay()) {
      byte[] wire = new byte[clear.length];
      requireNonNull(StreamCiphers.clientToDaemon(keys)).apply(clear, 0, clear.length, wire, 0);
      control.socket().getOutputStream().write(wire);
      await().until(() -> relay.livePairs() == 1);
      control.shutdownOutput();
      return requireNonNull(device.await(Duration.ofSeconds(10))).reason();
    }
  }

  private SocketChannel dialRelay() throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.address(Side.A).port()));
    TwoPorts.credential(Side.A).authenticate(channel, Duration.ofSeconds(1));
    return channel;
  }

  @Test
  void clients_before_v5_6_1_send_their_lines_without_line_feed() throws Exception {
    serveEchoes();
    SessionKeys keys = SessionKeys.generate(random, false);
    try (DeviceSide device =
            DeviceSide.open(deviceOptions(counterMode(keys), Duration.ofSeconds(20)));
        SocketChannel control = dialRelay()) {
      Transform cipher = requireNonNull(StreamCiphers.clientToDaemon(keys));
      List<SessionKeys> connections =
          List.of(
              SessionKeys.generate(random, false),
              SessionKeys.generate(random, false),
              SessionKeys.generate(random, false));
      // One alone, then two in one segment.
      writeBare(control, cipher, connections.subList(0, 1));
      writeBare(control, cipher, connections.subList(1, 3));
      for (SessionKeys one : connections) {
        try (SocketChannel data = dialRelay()) {
          byte[] clear = "old but good".getBytes(StandardCharsets.US_ASCII);
          byte[] bytes = new byte[clear.length];
          requireNonNull(StreamCiphers.clientToDaemon(one)).apply(clear, 0, clear.length, bytes, 0);
          data.socket().getOutputStream().write(bytes);
          byte[] back = data.socket().getInputStream().readNBytes(clear.length);
          requireNonNull(StreamCiphers.daemonToClient(one)).apply(back, 0, back.length, bytes, 0);
          assertThat(bytes).isEqualTo(clear);
        }
      }
      await().until(() -> device.connections() == 0);
    }
  }

  private static void writeBare(
      SocketChannel control, Transform cipher, List<SessionKeys> connections) throws IOException {
    String lines =
        connections.stream()
            .map(keys -> new ControlLine.Connect(keys).text())
            .collect(Collectors.joining());
    byte[] clear = lines.getBytes(StandardCharsets.US_ASCII);
    assertThat(clear).hasSize(77 * connections.size());
    byte[] wire = new byte[clear.length];
    cipher.apply(clear, 0, clear.length, wire, 0);
    control.socket().getOutputStream().write(wire);
  }

  @Test
  void the_end_of_one_side_ends_the_other() throws Exception {
    serveEchoes();
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(20));
        Socket socket = connect()) {
      assertThat(echoed(socket, "x")).isEqualTo("x");
      shut(device);
      assertThat(requireNonNull(client.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
      assertThat(isOver(socket)).isTrue();
    }
  }

  @Test
  void the_loss_of_the_relay_ends_both_sides() throws Exception {
    serveEchoes();
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(20));
        Socket socket = connect()) {
      assertThat(echoed(socket, "x")).isEqualTo("x");
      relay.close();
      assertThat(client.await(Duration.ofSeconds(10))).isNotNull();
      assertThat(device.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  @Test
  void a_side_that_cannot_reach_the_relay_says_so() throws Exception {
    relay.close();
    // The accepting threads take a moment to let go of their ports.
    await().until(() -> !relay.isListening());
    assertThatThrownBy(
            () -> DeviceSide.open(deviceOptions(new StreamKeys.Clear(), Duration.ofSeconds(1))))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(relay.address(Side.B).toString());
    assertThatThrownBy(() -> client(new StreamKeys.Clear(), Duration.ofSeconds(1)))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(relay.address(Side.A).toString());
  }

  @Test
  void a_rejected_client_learns_that_the_relay_may_have_rejected_it() throws Exception {
    relay.refuse();
    try (ClientSide client = client(new StreamKeys.Clear(), Duration.ofSeconds(20))) {
      SessionEnd end = requireNonNull(client.await(Duration.ofSeconds(10)));
      assertThat(end.detail()).contains("rejected");
    }
  }

  @Test
  void a_device_without_connections_ends_after_its_time_measured_anew() throws Exception {
    serveEchoes();
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(2)));
        ClientSide client = client(keys, Duration.ofSeconds(20))) {
      try (Socket socket = connect()) {
        assertThat(echoed(socket, "x")).isEqualTo("x");
        assertThat(device.await(Duration.ofMillis(2_200))).isNull();
      }
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.IDLE);
      assertThat(client.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  @Test
  void the_listener_serves_one_session_after_the_other_and_nothing_is_left_open() throws Exception {
    serveEchoes();
    runSession();
    long before = openFiles();
    for (int i = 0; i < 50; i++) {
      runSession();
    }
    assertThat(local.isOpen()).isTrue();
    await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before));
  }

  private void runSession() throws Exception {
    StreamKeys keys = twinKeys();
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = client(keys, Duration.ofSeconds(20))) {
      try (Socket socket = connect()) {
        assertThat(echoed(socket, "x")).isEqualTo("x");
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

  private static boolean isOver(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private DeviceSideOptions deviceOptions(StreamKeys keys, Duration idle) {
    return deviceOptions(keys, idle, TwoPorts.port(service));
  }

  private DeviceSideOptions deviceOptions(StreamKeys keys, Duration idle, int servicePort) {
    return new DeviceSideOptions(
        "device",
        relay.address(Side.B),
        TwoPorts.credential(Side.B),
        keys,
        new ServiceAddress("localhost", servicePort),
        wanted -> {
          throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
        },
        idle,
        pump);
  }

  /** A client's side that serves what connects to the local port. */
  private ClientSide client(StreamKeys keys, Duration timeout) {
    ClientSide side = ClientSide.open(clientOptions(keys, timeout));
    serving.set(side);
    return side;
  }

  private void serveLocal() {
    try {
      while (true) {
        SocketChannel socket = local.accept();
        Thread.ofVirtual().start(() -> carry(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void carry(SocketChannel socket) {
    try {
      requireNonNull(serving.get()).dial().carry(socket);
    } catch (IOException e) {
      Sockets.reset(socket);
    }
  }

  private ClientSideOptions clientOptions(StreamKeys keys, Duration timeout) {
    return new ClientSideOptions(
        "client",
        relay.address(Side.A),
        TwoPorts.credential(Side.A),
        keys,
        timeout,
        null,
        random,
        pump);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), TwoPorts.port(local));
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String echoed(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(bytes);
    return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
  }

  private void serveEchoes() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel one = service.accept();
              Thread.ofVirtual().start(() -> echo(one));
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  private static void echo(SocketChannel channel) {
    try (channel) {
      InputStream in = channel.socket().getInputStream();
      OutputStream out = channel.socket().getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // The test ended it.
    }
  }
}
