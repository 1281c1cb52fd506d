package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.pump.Transform;

/** What the device's side makes of the lines on a control channel in counter mode. */
final class PlainControlTest {
  private final SessionRig rig = new SessionRig();

  @AfterEach
  void close() throws IOException {
    rig.close();
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
    SessionKeys keys = SessionKeys.generate(rig.random, true);
    try (DeviceSide device =
            DeviceSide.open(
                rig.deviceOptions(SessionRig.counterMode(keys), Duration.ofSeconds(20)));
        SocketChannel control = rig.dialRelay()) {
      byte[] wire = new byte[clear.length];
      requireNonNull(StreamCiphers.clientToDaemon(keys)).apply(clear, 0, clear.length, wire, 0);
      control.socket().getOutputStream().write(wire);
      await().until(() -> rig.relay.livePairs() == 1);
      control.shutdownOutput();
      return requireNonNull(device.await(Duration.ofSeconds(10))).reason();
    }
  }

  @Test
  void clients_before_v5_6_1_send_their_lines_without_line_feed() throws Exception {
    rig.serveEchoes();
    SessionKeys keys = SessionKeys.generate(rig.random, false);
    try (DeviceSide device =
            DeviceSide.open(
                rig.deviceOptions(SessionRig.counterMode(keys), Duration.ofSeconds(20)));
        SocketChannel control = rig.dialRelay()) {
      Transform cipher = requireNonNull(StreamCiphers.clientToDaemon(keys));
      List<SessionKeys> connections =
          List.of(
              SessionKeys.generate(rig.random, false),
              SessionKeys.generate(rig.random, false),
              SessionKeys.generate(rig.random, false));
      // One alone, then two in one segment.
      writeBare(control, cipher, connections.subList(0, 1));
      writeBare(control, cipher, connections.subList(1, 3));
      for (SessionKeys one : connections) {
        try (SocketChannel data = rig.dialRelay()) {
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
}
