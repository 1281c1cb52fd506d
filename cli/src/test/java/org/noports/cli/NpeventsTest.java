package org.noports.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.AtClient;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.event.SessionEvent;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/** npevents at a real atServer, told by a relay's atSign (docs/extensions/session-events.md). */
class NpeventsTest {
  private static final AtSign LOGGER = AtSign.of("@logger");
  private static final AtSign RELAY = AtSign.of("@relay");
  private static final AtSign STRANGER = AtSign.of("@stranger");

  @TempDir private Path place;

  private static String event(String id) {
    return new SessionEvent(
            SessionId.of(id),
            SessionEvent.State.CONNECTED,
            Instant.parse("2026-05-01T10:20:30Z"),
            List.of(),
            List.of(),
            1,
            2,
            3)
        .packed();
  }

  @Test
  void eventsOfThoseItIsToldOfArePrintedOneALineAndWhatIsNoneIsNot() throws Exception {
    try (PrivateServers servers = TestServers.activated(place, LOGGER, RELAY, STRANGER)) {
      Map<String, String> environment = TestServers.environment(servers, place);
      RunningProgram program =
          new RunningProgram(environment, "npevents", "-a", "@logger", "--senders", "@relay");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> program.text().contains("npevents is ready"));
      EventTarget target =
          new EventTarget(LOGGER, "abc.events.logging.sshnp", Duration.ofMinutes(5));
      try (AtClient stranger = AtClient.open(servers.account(STRANGER).withoutMonitoring());
          AtClient relay = AtClient.open(servers.account(RELAY).withoutMonitoring())) {
        stranger.notify(target.key(STRANGER), event("00000000-0000-4000-8000-000000000001"));
        relay.notify(target.key(RELAY), "no event \u001b");
        relay.notify(target.key(RELAY), event("00000000-0000-4000-8000-000000000002"));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> program.text().contains("000000000002"));
      program.end();
      assertThat(program.text().lines().filter(line -> line.startsWith("{")))
          .singleElement()
          .asString()
          .contains(
              "\"from\":\"@relay\",\"topic\":\"abc.events.logging.sshnp\",\"event\":{",
              "\"state\":\"connected\"")
          .endsWith("\"bytesBtoA\":3}}}}");
      assertThat(program.text()).doesNotContain("\u001b", "000000000001");
    }
  }

  @Test
  void aPolicyServiceTellsItsDaemonsWhereEventsGo() throws Exception {
    AtSign policy = AtSign.of("@policy");
    AtSign device = AtSign.of("@device");
    try (PrivateServers servers = TestServers.activated(place, policy, device)) {
      Map<String, String> environment = TestServers.environment(servers, place);
      Path groups =
          Files.writeString(
              place.resolve("groups.yaml"),
              """
              userGroups:
                team:
                  userAtSigns: ["@ann"]
                  permissions:
                    daemonAtSigns: ["@device"]
                    deviceNames:
                      box: ["localhost:22"]
              """);
      RunningProgram program =
          new RunningProgram(
              environment,
              "npp_file",
              "-a",
              "@policy",
              "--yaml",
              groups.toString(),
              "--event-logging-atsign",
              "@logger");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> program.text().contains("npp_file is ready"));
      try (AtClient daemon = AtClient.open(servers.account(device));
          Subscription configs =
              daemon.subscribe(Pattern.compile("config\\.box\\.devices\\.policy\\.sshnp@"))) {
        daemon.awaitMonitoring(Duration.ofSeconds(60));
        daemon.notify(AtKey.shared(policy, "box.devices.policy.sshnp", device), "{}");
        ReceivedNotification config = requireNonNull(configs.poll(Duration.ofSeconds(60)));
        JsonObject told = Json.parseObject(String.valueOf(config.value()));
        assertThat(EventTarget.parse(told.object("eventLoggingConfig")))
            .isEqualTo(new EventTarget(LOGGER, "policy.events.logging.sshnp", Duration.ofHours(1)));
      }
      program.end();
    }
  }
}
