package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.verb.Noop;

/** {@code noop:<millis>}: answers after that time, at most five seconds (atprotocol.md 3.3.4). */
final class NoopHandler {
  private NoopHandler() {}

  static Answer answer(Noop command) throws InterruptedException {
    if (command.delay().compareTo(Noop.MAX_DELAY) > 0) {
      throw Refusal.of(
          ErrorCode.AT0022,
          "noop:<durationInMillis> where the duration maximum is 5000 milliseconds");
    }
    if (!command.delay().isZero()) {
      Thread.sleep(command.delay());
    }
    return Answer.OK;
  }
}
