package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.tunnel.pairing.Side;

/** Where the ports of a session are, and what they cost. */
final class PortsTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1,127.0.0.1", "::1,::1", "::1,127.0.0.1", "127.0.0.1,::1"})
  void both_address_families_reach_the_ports_and_meet(String addressA, String addressB)
      throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = enter(session, Side.A, addressA);
          Socket b = enter(session, Side.B, addressB)) {
        Rig.send(a, "there");
        assertThat(Rig.receive(b, 5)).isEqualTo("there");
        Rig.send(b, "back");
        assertThat(Rig.receive(a, 4)).isEqualTo("back");
      }
    }
  }

  private static Socket enter(Rig.Session session, Side side, String address) throws Exception {
    Socket socket = new Socket(address, session.port(side));
    socket.setSoTimeout(30_000);
    Rig.send(socket, session.line(side) + "\n");
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void ports_bound_to_an_address_are_open_only_there(String address) throws Exception {
    try (PortPair ports = PortPair.open(address, null, Rig.RANDOM)) {
      for (Side side : Side.values()) {
        InetSocketAddress local =
            (InetSocketAddress) requireNonNull(ports.channel(side).getLocalAddress());
        assertThat(local.getAddress()).isEqualTo(InetAddress.getByName(address));
        assertThat(local.getPort()).isEqualTo(ports.port(side));
      }
    }
  }

  @Test
  void an_address_of_the_sixth_version_is_answered_as_it_was_given() throws Exception {
    try (Rig rig = new Rig(RelayConfig.at("2001:db8::7").build())) {
      String asked = Rig.request().toJson().canonical();
      rig.ask(Rig.ALICE, asked.replace("\"sendJsonResponse\":true", "\"sendJsonResponse\":false"));
      assertThat(requireNonNull(rig.answer(Duration.ofSeconds(10))).text())
          .startsWith("2001:db8::7,");
    }
  }

  @Test
  void a_request_is_refused_while_the_process_has_too_few_file_handles_left() throws Exception {
    int reserve = 1000 / 16;
    AtomicLong open = new AtomicLong(1000 - reserve - FileHandles.OF_A_SESSION);
    try (Rig rig = new Rig(new FileHandles(1000, open::get))) {
      rig.session();
      open.incrementAndGet();
      rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
      assertThat(requireNonNull(rig.answer(Duration.ofSeconds(10))).text())
          .isEqualTo("This relay has no room left");
      assertThat(rig.relay.statistics().refused(RefusalReason.NO_FILE_HANDLES)).isEqualTo(1);
      open.set(100);
      assertThat(rig.session()).isNotNull();
    }
  }

  @Test
  void the_process_tells_its_file_handles() {
    FileHandles files = FileHandles.ofProcess();
    assertThat(files.open()).isBetween(1L, files.limit());
    assertThat(files.haveRoom()).isTrue();
  }

  @Test
  void vanished_peers_are_looked_for_within_minutes() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      KeepAlive.tune(channel);
      assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isLessThanOrEqualTo(300);
      }
    }
  }
}
