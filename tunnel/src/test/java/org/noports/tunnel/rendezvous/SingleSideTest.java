package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;

/** Sessions of one connection through a relay, over real sockets (sessions.md 4.2). */
final class SingleSideTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final TwoPorts relay = new TwoPorts(pump);
  private final ServerSocketChannel service = TwoPorts.bind();
  private final ServerSocketChannel local = TwoPorts.bind();
  private final SecureRandom random = new SecureRandom();

  @AfterEach
  void close() throws IOException {
    relay.close();
    service.close();
    local.close();
    pump.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticated", "twin keys", "one key", "in clear"})
  void aServiceThatSpeaksFirstIsHeardAndAnsweredUntilBothHaveEnded(String mode) throws Exception {
    StreamKeys keys = keys(mode);
    try (SingleSide device = SingleSide.ofDevice(options(Side.B, keys), address());
        SocketChannel served = service.accept()) {
      send(served, "SSH-2.0-server\r\n");
      try (Socket user = connect();
          SingleSide client = SingleSide.ofClient(options(Side.A, keys), local.accept())) {
        assertThat(received(user.getInputStream().readNBytes(16))).isEqualTo("SSH-2.0-server\r\n");
        user.getOutputStream().write("SSH-2.0-client\r\n".getBytes(StandardCharsets.UTF_8));
        user.shutdownOutput();
        assertThat(received(served.socket().getInputStream().readAllBytes()))
            .isEqualTo("SSH-2.0-client\r\n");
        send(served, "bye");
        served.shutdownOutput();
        assertThat(received(user.getInputStream().readAllBytes())).isEqualTo("bye");
        for (SingleSide side : new SingleSide[] {client, device}) {
          SessionEnd end = requireNonNull(side.await(SOON));
          assertThat(end.reason()).isEqualTo(EndReason.IDLE);
          assertThat(end.connections()).isEqualTo(1);
          assertThat(end.bytesToRelay() + end.bytesFromRelay()).isEqualTo(35);
        }
      }
    }
  }

  @Test
  void keysOfAnotherSessionEndBothSidesAndNothingIsDelivered() throws Exception {
    try (SingleSide device =
            SingleSide.ofDevice(options(Side.B, keys("authenticated")), address());
        SocketChannel served = service.accept();
        Socket user = connect()) {
      send(served, "secret");
      try (SingleSide client =
          SingleSide.ofClient(options(Side.A, keys("authenticated")), local.accept())) {
        assertThat(requireNonNull(client.await(SOON)).reason())
            .isEqualTo(EndReason.PROTOCOL_BROKEN);
        assertThat(device.await(SOON)).isNotNull();
        assertThatThrownBy(() -> user.getInputStream().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> served.socket().getInputStream().read())
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aClientThatDoesNotComeInTimeEndsAnAuthenticatedSession() throws Exception {
    SingleSideOptions impatient =
        new SingleSideOptions(
            "device",
            relay.address(Side.B),
            TwoPorts.credential(Side.B),
            keys("authenticated"),
            Duration.ofMillis(200),
            pump);
    try (SingleSide device = SingleSide.ofDevice(impatient, address())) {
      assertThat(requireNonNull(device.await(SOON)).reason()).isEqualTo(EndReason.PROTOCOL_BROKEN);
    }
  }

  @Test
  void aServiceThatRefusesIsNamed() throws Exception {
    ServiceAddress gone = address();
    service.close();
    assertThatThrownBy(() -> SingleSide.ofDevice(options(Side.B, keys("twin keys")), gone))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining("cannot reach the service " + gone);
  }

  @Test
  void aRelayThatIsNotThereIsNamedAndTheLocalConnectionReset() throws Exception {
    relay.close();
    await().until(() -> !relay.isListening());
    assertThatThrownBy(() -> SingleSide.ofDevice(options(Side.B, keys("twin keys")), address()))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(relay.address(Side.B).toString());
    try (Socket user = connect();
        SocketChannel accepted = local.accept()) {
      assertThatThrownBy(() -> SingleSide.ofClient(options(Side.A, keys("twin keys")), accepted))
          .isInstanceOf(TunnelException.class)
          .hasMessageContaining(relay.address(Side.A).toString());
      assertThatThrownBy(() -> user.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closingASideClosesItsSockets() throws Exception {
    StreamKeys keys = keys("authenticated");
    try (SingleSide device = SingleSide.ofDevice(options(Side.B, keys), address());
        SocketChannel served = service.accept();
        Socket user = connect();
        SingleSide client = SingleSide.ofClient(options(Side.A, keys), local.accept())) {
      send(served, "x");
      assertThat(user.getInputStream().read()).isEqualTo('x');
      shut(client);
      assertThat(requireNonNull(client.await(SOON)).reason()).isEqualTo(EndReason.CLOSED);
      assertThat(device.await(SOON)).isNotNull();
    }
  }

  /** Before its time in a try. */
  private static void shut(AutoCloseable side) throws Exception {
    side.close();
  }

  private StreamKeys keys(String mode) {
    return switch (mode) {
      case "authenticated" ->
          new StreamKeys.Authenticated(
              AeadKeys.derive(SessionKeys.generate(random, true), "request", "answer"));
      case "in clear" -> new StreamKeys.Clear();
      default -> new StreamKeys.CounterMode(SessionKeys.generate(random, mode.equals("twin keys")));
    };
  }

  private SingleSideOptions options(Side side, StreamKeys keys) {
    return new SingleSideOptions(
        side.name(),
        relay.address(side),
        TwoPorts.credential(side),
        keys,
        Duration.ofSeconds(20),
        pump);
  }

  private ServiceAddress address() {
    return new ServiceAddress("localhost", TwoPorts.port(service));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), TwoPorts.port(local)));
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.socket().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String received(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
