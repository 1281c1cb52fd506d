package org.noports.atclient.connection;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.noports.atclient.AtClientException;
import org.noports.protocol.wire.ServerLine;

/**
 * Who waits for an answer on a connection, in the order of the commands, which is that of the
 * answers. Thread-safe.
 */
final class AwaitedAnswers {
  private final Queue<CompletableFuture<ServerLine>> waiting = new ConcurrentLinkedQueue<>();

  /** For a command about to be written. */
  CompletableFuture<ServerLine> expect() {
    CompletableFuture<ServerLine> answer = new CompletableFuture<>();
    waiting.add(answer);
    return answer;
  }

  /** The next answer has come; false when nobody has asked. */
  boolean came(ServerLine answer) {
    CompletableFuture<ServerLine> first = waiting.poll();
    if (first == null) {
      return false;
    }
    first.complete(answer);
    return true;
  }

  /** None will come. */
  void fail(AtClientException why) {
    for (CompletableFuture<ServerLine> each = waiting.poll(); each != null; each = waiting.poll()) {
      each.completeExceptionally(why);
    }
  }
}
