package org.noports.atserver.connection;

import java.time.Duration;
import org.noports.protocol.name.AtSign;

/** What a command is answered with (atprotocol.md 2.2 and 2.4). */
public sealed interface Answer {
  /** {@code data:<payload>}. */
  record Data(String payload) implements Answer {}

  /** {@code data: <payload>}, with the blank that stats and notify:all have. */
  record SpacedData(String payload) implements Answer {}

  /** The bare prompt that a successful pol is answered with. */
  record PolAccepted(AtSign peer) implements Answer {}

  /** Nothing: a monitor has no response. */
  record Silence() implements Answer {}

  /** Nothing, and the connection is closed. */
  record Farewell() implements Answer {}

  /** {@code data:<payload>}, and the connection is closed some time later. */
  record DataThenClose(String payload, Duration after) implements Answer {}

  /** A refusal in the form of the connection's state. */
  record Failure(Refusal refusal) implements Answer {}

  Answer SUCCESS = new Data("success");
  Answer OK = new Data("ok");
  Answer NULL = new Data("null");
  Answer SILENCE = new Silence();
}
