package org.noports.bench;

import java.util.List;
import java.util.stream.Stream;

/** What is measured: something that carries bytes from a source to a sink. */
interface Carrier extends AutoCloseable {
  /** Connections through it, tried with one byte each way. */
  List<Blast.Stream> streams(int count);

  /** The processes whose CPU time it costs, as they are now. */
  Stream<ProcessHandle> processes();

  @Override
  void close();
}
