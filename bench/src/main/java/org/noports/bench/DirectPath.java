package org.noports.bench;

import java.util.List;
import java.util.stream.Stream;

/** No carrier at all: source and sink connected over loopback. */
final class DirectPath implements Carrier {
  private final DialThrough connections = new DialThrough();

  @Override
  public List<Blast.Stream> streams(int count) {
    return connections.streams(connections.targetPort(), count);
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.empty();
  }

  @Override
  public void close() {
    connections.close();
  }
}
