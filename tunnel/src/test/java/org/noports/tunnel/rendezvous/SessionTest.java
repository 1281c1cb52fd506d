package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;

/** Both sides of a session through a relay, over real sockets. */
final class SessionTest {
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
  @ValueSource(strings = {"twin keys", "one key", "in clear"})
  void bytes_arrive_both_ways_and_the_session_ends_with_its_last_connection(String mode)
      throws Exception {
    serveEchoes();
    SessionKeys keys =
        mode.equals("in clear") ? null : SessionKeys.generate(random, mode.equals("twin keys"));
    try (DeviceSide device = DeviceSide.open(deviceOptions(keys, Duration.ofSeconds(20)));
        ClientSide client = ClientSide.open(clientOptions(keys, Duration.ofMillis(300)))) {
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

  private DeviceSideOptions deviceOptions(@Nullable SessionKeys keys, Duration idle) {
    return new DeviceSideOptions(
        "device",
        relay.address(Side.B),
        TwoPorts.credential(Side.B),
        keys,
        new ServiceAddress("localhost", TwoPorts.port(service)),
        idle,
        pump);
  }

  private ClientSideOptions clientOptions(@Nullable SessionKeys keys, Duration timeout) {
    return new ClientSideOptions(
        "client",
        List.of(local),
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
