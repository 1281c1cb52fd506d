package org.noports.bench;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The relay of a private system; all streams of a call are one session. */
final class RelayPath implements Carrier {
  private final RelayUser user;
  private final ProcessHandle relay;

  RelayPath(RelayUser user, ProcessHandle relay) {
    this.user = user;
    this.relay = relay;
  }

  @Override
  public List<Blast.Stream> streams(int count) {
    BenchSession session = user.session();
    return IntStream.range(0, count).mapToObj(i -> session.stream()).toList();
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.of(relay);
  }

  @Override
  public void close() {
    user.close();
  }
}
