package org.noports.tunnel.splice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What sockets give to arrays and take from them, and how that ends. */
@EnabledOnOs(OS.LINUX)
final class SocketArraysTest {
  private static final int MIB = 1024 * 1024;

  private final byte[] array = new byte[MIB];
  private SocketChannel sender;
  private SocketChannel source;
  private SocketChannel target;
  private SocketChannel receiver;

  @BeforeAll
  static void prepare() {
    SocketArrays.prepare();
  }

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      sender = SocketChannel.open(server.getLocalAddress());
      source = server.accept();
      target = SocketChannel.open(server.getLocalAddress());
      receiver = server.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : new SocketChannel[] {sender, source, target, receiver}) {
      channel.close();
    }
  }

  private SocketArrays open() {
    return requireNonNull(SocketArrays.open(source, target));
  }

  /** What comes at last, which a sender's write does not wait for. */
  private int received(SocketArrays sockets, int offset, int most) {
    return await()
        .pollInSameThread()
        .until(() -> sockets.receive(array, offset, most), got -> got != 0);
  }

  @Test
  void what_waits_is_read_to_its_place_and_no_further() throws IOException {
    try (SocketArrays sockets = open()) {
      assertThat(sockets.receive(array, 0, 10)).isZero();
      sender.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
      assertThat(received(sockets, 5, 3)).isEqualTo(3);
      assertThat(Arrays.copyOf(array, 10)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3, 0, 0);
      assertThat(received(sockets, 0, 10)).isOne();
    }
  }

  @Test
  void the_end_of_stream_is_told_again_and_again() throws IOException {
    try (SocketArrays sockets = open()) {
      sender.shutdownOutput();
      assertThat(received(sockets, 0, 10)).isNegative();
      assertThat(sockets.receive(array, 0, 10)).isNegative();
    }
  }

  @Test
  void a_full_socket_takes_nothing_and_does_not_wait() throws IOException {
    Arrays.fill(array, (byte) 7);
    try (SocketArrays sockets = open()) {
      long sent = 0;
      int now;
      while ((now = sockets.send(array, 0, array.length)) > 0) {
        sent += now;
      }
      assertThat(sent).isPositive();
      ByteBuffer all = ByteBuffer.allocate((int) sent);
      while (all.hasRemaining()) {
        receiver.read(all);
      }
      assertThat(all.array()).containsOnly(7);
    }
  }

  @Test
  void a_reset_peer_is_an_error_of_reading() throws IOException {
    try (SocketArrays sockets = open()) {
      sender.setOption(StandardSocketOptions.SO_LINGER, 0);
      sender.close();
      assertThatThrownBy(() -> received(sockets, 0, 10)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void nothing_is_read_or_written_once_either_channel_is_closed() throws IOException {
    try (SocketArrays sockets = open()) {
      sender.write(ByteBuffer.wrap(new byte[10]));
      target.close();
      assertThatThrownBy(() -> sockets.receive(array, 0, 10))
          .isInstanceOf(AsynchronousCloseException.class);
      assertThatThrownBy(() -> sockets.send(array, 0, 10))
          .isInstanceOf(AsynchronousCloseException.class);
    }
    // The duplicate has gone too, or the peer would wait for ever.
    assertThat(receiver.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void closed_channels_are_not_opened() throws IOException {
    target.close();
    assertThat(SocketArrays.open(source, target)).isNull();
  }
}
