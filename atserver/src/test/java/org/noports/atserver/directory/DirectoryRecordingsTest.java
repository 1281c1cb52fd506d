package org.noports.atserver.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** Every recorded dialogue with the reference's atDirectory, said again to ours. */
class DirectoryRecordingsTest {
  /** Where we answer otherwise on purpose: what we say, step by step, and why. */
  private static final Map<String, Deviation> DEVIATIONS =
      Map.of(
          "with-at",
          new Deviation(
              List.of("@", "localhost:25000\r\n@"),
              "one leading @ is stripped (atprotocol.md 1.2); no client depends on null"),
          "two-in-one-write",
          new Deviation(
              List.of("@", "localhost:25000\r\n@", "localhost:25001\r\n@"),
              "lines are lines however the bytes are cut; the reference looks up both as one name"));

  private static final Map<String, HostPort> NAMES =
      Map.of(
          "@alice", new HostPort("localhost", 25_000),
          "@bob", new HostPort("localhost", 25_001),
          "@rv", new HostPort("localhost", 25_002));

  @TempDir static Path directory;
  private static TestAuthority authority;
  private static AtDirectoryServer server;

  private record Deviation(List<String> answers, String reason) {}

  record Recorded(String name, List<JsonObject> steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    authority = new TestAuthority(directory);
    server =
        AtDirectoryServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            authority.server(),
            atSign -> NAMES.get(atSign.text()),
            new DirectoryLimits(
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofSeconds(2)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Recorded> recordings() throws IOException {
    Path file = Path.of(System.getProperty("noports.root"), "docs/spec/recordings/directory.json");
    JsonObject all = Json.parseObject(Files.readString(file));
    return all.array("cases").elements().stream()
        .map(JsonObject.class::cast)
        .map(one ->
            new Recorded(
                one.string("name"),
                one.array("steps").elements().stream()
                    .map((JsonValue step) -> (JsonObject) step)
                    .toList()));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void theRecordedDialogueIsAnsweredAlike(Recorded recorded) throws Exception {
    Deviation deviation = DEVIATIONS.get(recorded.name());
    List<String> expected =
        deviation == null
            ? recorded.steps().stream()
                .filter(step -> !step.string("dir").equals("C"))
                .map(step -> step.string("data"))
                .toList()
            : deviation.answers();

    List<String> answers = new ArrayList<>();
    try (DirectoryTestClient client = new DirectoryTestClient(authority.client(), server.port())) {
      for (JsonObject step : recorded.steps()) {
        if (step.string("dir").equals("C")) {
          client.send(
              step.string("data")
                  .getBytes(
                      "latin-1".equals(step.optString("encoding"))
                          ? StandardCharsets.ISO_8859_1
                          : StandardCharsets.UTF_8));
        } else {
          answers.add(client.read());
        }
      }
      while (answers.size() < expected.size()) {
        answers.add(client.read());
      }
      if (expected.size() == 1 && recorded.steps().size() > 1) {
        assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
      }
    }

    assertThat(String.join("|", answers))
        .as(deviation == null ? "as recorded" : deviation.reason())
        .isEqualTo(String.join("|", expected));
  }
}
