package org.noports.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who sends what to whom and when, a line each TCP segment that says anything: for counting round
 * trips. Pure acknowledgements are left out. Thread-safe.
 */
final class PacketTrace implements AutoCloseable {
  private static final int TCP = 6;
  private static final int SYN_FIN_RST = 7;

  private final PrintWriter lines;
  private final List<String> hosts;
  private final long began = System.nanoTime();

  private PacketTrace(PrintWriter lines, List<String> hosts) {
    this.lines = lines;
    this.hosts = hosts;
  }

  /**
   * Begins a trace.
   *
   * @param hosts their names, in the order of their addresses
   */
  static PacketTrace to(Path file, List<String> hosts) {
    try {
      return new PacketTrace(
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), true), hosts);
    } catch (IOException e) {
      throw new BenchException("the trace can't be written to " + file, e);
    }
  }

  /** A packet has been sent by one host to another. */
  void sent(int from, int to, MemorySegment packet) {
    int header = (octet(packet, 0) & 0xf) * 4;
    if (octet(packet, 9) != TCP) {
      return;
    }
    int payload = word(packet, 2) - header - (octet(packet, header + 12) >> 4) * 4;
    int flags = octet(packet, header + 13) & SYN_FIN_RST;
    if (payload == 0 && flags == 0) {
      return;
    }
    String line =
        "%9.1f %-8s %5d -> %-8s %5d %s%s%s %5d"
            .formatted(
                (System.nanoTime() - began) / 1e6,
                hosts.get(from),
                word(packet, header),
                hosts.get(to),
                word(packet, header + 2),
                (flags & 2) == 0 ? "-" : "S",
                (flags & 1) == 0 ? "-" : "F",
                (flags & 4) == 0 ? "-" : "R",
                payload);
    synchronized (lines) {
      lines.println(line);
    }
  }

  private static int octet(MemorySegment packet, int at) {
    return Byte.toUnsignedInt(packet.get(ValueLayout.JAVA_BYTE, at));
  }

  private static int word(MemorySegment packet, int at) {
    return octet(packet, at) << 8 | octet(packet, at + 1);
  }

  @Override
  public void close() {
    lines.close();
  }
}
