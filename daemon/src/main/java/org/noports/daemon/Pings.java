package org.noports.daemon;

import java.util.function.Supplier;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.MessageName;

/** Answers pings (sessions.md 1.2 #1 and #2). Thread-safe. */
final class Pings {
  private static final NotifyOptions SHORT_LIVED = Reply.SHORT_LIVED;

  private final DaemonEdge edge;
  private final DeviceName device;
  private final Supplier<String> description;
  private final ClientKeys keys;

  Pings(DaemonEdge edge, DeviceName device, Supplier<String> description, ClientKeys keys) {
    this.keys = keys;
    this.edge = edge;
    this.device = device;
    this.description = description;
  }

  void handle(Message message) {
    edge.notify(
        MessageName.pingAnswer(message.from(), device, edge.atSign()),
        description.get(),
        SHORT_LIVED);
    keys.expect(message.from());
  }
}
