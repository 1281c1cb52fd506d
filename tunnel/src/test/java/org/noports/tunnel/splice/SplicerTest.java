package org.noports.tunnel.splice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a splicer cannot carry it hands back, with every byte still to be read. */
@EnabledOnOs(OS.LINUX)
final class SplicerTest {
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicLong moved = new AtomicLong();

  /** Room for so many bytes of pipes. */
  private record Room(AtomicInteger left) implements PipeMemory {
    @Override
    public boolean take(int bytes) {
      if (left.get() < bytes) {
        return false;
      }
      left.addAndGet(-bytes);
      return true;
    }

    @Override
    public void giveBack(int bytes) {
      left.addAndGet(bytes);
    }
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  private static Splicer splicer(int room) {
    return requireNonNull(Splicer.open(1, new Room(new AtomicInteger(room))));
  }

  /** The pump's end, then the peer's. */
  private List<SocketChannel> connection() throws IOException {
    try (ServerSocketChannel listening =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      List<SocketChannel> ends =
          List.of(SocketChannel.open(listening.getLocalAddress()), listening.accept());
      ends.getFirst().configureBlocking(false);
      channels.addAll(ends);
      return ends;
    }
  }

  private static void say(SocketChannel channel) throws IOException {
    assertThat(channel.write(ByteBuffer.wrap(new byte[] {7}))).isEqualTo(1);
  }

  private static void hear(SocketChannel channel) throws IOException {
    channel.configureBlocking(true);
    channel.socket().setSoTimeout(30_000);
    assertThat(channel.socket().getInputStream().read()).isEqualTo(7);
  }

  @Test
  void bytes_and_the_end_of_stream_are_carried_and_all_memory_is_given_back() throws Exception {
    List<SocketChannel> source = connection();
    List<SocketChannel> target = connection();
    Room room = new Room(new AtomicInteger(Pipes.LARGEST));
    try (Splicer splicer = requireNonNull(Splicer.open(1, room))) {
      SplicedStream stream = start(splicer, source, target);
      say(source.getLast());
      hear(target.getLast());
      source.getLast().shutdownOutput();
      assertThat(stream.await()).isEqualTo(SpliceEnd.END_OF_STREAM);
    }
    assertThat(moved).hasValue(1);
    assertThat(room.left()).hasValue(Pipes.LARGEST);
  }

  private SplicedStream start(
      Splicer splicer, List<SocketChannel> source, List<SocketChannel> target) {
    return splicer.start(source.getFirst(), target.getFirst(), moved::addAndGet);
  }

  @Test
  void without_room_for_a_pipe_the_stream_is_handed_back_and_its_bytes_can_be_read()
      throws Exception {
    List<SocketChannel> source = connection();
    try (Splicer splicer = splicer(Pipes.SMALLEST - 1)) {
      SplicedStream stream = start(splicer, source, connection());
      say(source.getLast());
      assertThat(stream.await()).isEqualTo(SpliceEnd.UNABLE);
    }
    assertThat(moved).hasValue(0);
    hear(source.getFirst());
  }

  @Test
  void a_socket_that_would_hold_up_the_others_is_handed_back() throws Exception {
    List<SocketChannel> source = connection();
    source.getFirst().configureBlocking(true);
    try (Splicer splicer = splicer(Pipes.LARGEST)) {
      assertThat(start(splicer, source, connection()).await()).isEqualTo(SpliceEnd.UNABLE);
    }
    say(source.getLast());
    hear(source.getFirst());
  }

  @Test
  void a_socket_that_is_closed_already_is_handed_back() throws Exception {
    List<SocketChannel> source = connection();
    source.getFirst().close();
    try (Splicer splicer = splicer(Pipes.LARGEST)) {
      assertThat(start(splicer, source, connection()).await()).isEqualTo(SpliceEnd.UNABLE);
    }
  }

  @Test
  void a_closed_splicer_takes_nothing_more() throws Exception {
    Splicer splicer = splicer(Pipes.LARGEST);
    splicer.close();
    assertThat(start(splicer, connection(), connection()).await()).isEqualTo(SpliceEnd.UNABLE);
  }
}
