package org.noports.cli.npt;

import java.time.Duration;
import org.noports.cli.output.Events;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.ServiceAddress;

/** The state of one service's session as programs hear it (docs/json-events.md). Thread-safe. */
final class StateEvents {
  private final Events events;
  private final ServiceAddress service;

  StateEvents(Events events, ServiceAddress service) {
    this.events = events;
    this.service = service;
  }

  void up(SessionId session, int localPort) {
    events.tell(
        "state",
        line ->
            line.put("service", service.text())
                .put("state", "up")
                .put("localPort", localPort)
                .put("session", session.text()));
  }

  void doubted(String reason) {
    events.tell(
        "state",
        line -> line.put("service", service.text()).put("state", "doubted").put("reason", reason));
  }

  /** For good. */
  void down(String reason) {
    events.tell(
        "state",
        line -> line.put("service", service.text()).put("state", "down").put("reason", reason));
  }

  /** Until the next attempt. */
  void down(String reason, Duration retry) {
    events.tell(
        "state",
        line ->
            line.put("service", service.text())
                .put("state", "down")
                .put("reason", reason)
                .put("retryMs", retry.toMillis()));
  }

  void turnedAway(String reason) {
    events.tell("turnedAway", line -> line.put("service", service.text()).put("reason", reason));
  }
}
