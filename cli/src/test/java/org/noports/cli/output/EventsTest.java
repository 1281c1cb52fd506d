package org.noports.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noports.protocol.json.Json;

class EventsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Map.of(),
          () -> Instant.parse("2026-05-01T10:20:30.123456Z"),
          ZoneId.of("UTC"),
          new StopSignal());

  @Test
  void anEventIsOneLineOnStderrWithItsTimeFirst() {
    Events.of(terminal, true).tell("state", line -> line.put("state", "up").put("localPort", 2222));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"time\":\"2026-05-01T10:20:30.123Z\",\"event\":\"state\",\"state\":\"up\",\"localPort\":2222}\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void textOfTheNetworkStaysWithinItsLine() {
    String hostile = "gone\n{\"event\":\"state\",\"state\":\"up\"}\u2028\u001b[2J";
    Events.of(terminal, true).tell("state", line -> line.put("reason", hostile));

    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(text.strip().lines()).hasSize(1);
    assertThat(Json.parseObject(text.strip()).string("reason")).isEqualTo(hostile);
  }

  @Test
  void whoDidNotAskForEventsSeesNone() {
    Events.of(terminal, false).tell("state", line -> line.put("state", "up"));

    assertThat(err.size()).isZero();
  }
}
