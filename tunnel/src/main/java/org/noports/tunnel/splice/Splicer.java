package org.noports.tunnel.splice;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Splices any number of directions on a few platform threads: a virtual thread would pin its
 * carrier in every call. The threads start with the first direction. Thread-safe.
 */
public final class Splicer implements AutoCloseable {
  private final List<SpliceLoop> loops = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  private Splicer(int threads, PipeMemory memory, SocketDescriptors descriptors) {
    for (int i = 0; i < threads; i++) {
      loops.add(new SpliceLoop("splice " + i, memory, descriptors));
    }
  }

  /**
   * Null where splicing is not to be had: not Linux on 64 bits, no native access for this module
   * ({@code --enable-native-access}), or no way to a socket's descriptor.
   */
  public static @Nullable Splicer open(int threads, PipeMemory memory) {
    SocketDescriptors descriptors = isPossible() ? SocketDescriptors.find() : null;
    return descriptors == null ? null : new Splicer(threads, memory, descriptors);
  }

  /** Asked before the native calls are looked up: without access they would warn on the console. */
  static boolean isPossible() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "");
    return system.equals("linux")
        && (processor.equals("amd64") || processor.equals("aarch64"))
        && Splicer.class.getModule().isNativeAccessEnabled();
  }

  /**
   * Begins to move what comes from one socket to the other. Nobody else may read the one or write
   * the other until {@link SplicedStream#await} returns.
   *
   * @param moved is told of the bytes that have been passed on, on the splicing thread
   */
  public SplicedStream start(SocketChannel from, SocketChannel to, LongConsumer moved) {
    SpliceLoop loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    SplicedStream stream = new SplicedStream(loop, from, to, moved);
    loop.begin(stream);
    return stream;
  }

  /** Takes no more; the threads end with their last direction. */
  @Override
  public void close() {
    loops.forEach(SpliceLoop::close);
  }
}
