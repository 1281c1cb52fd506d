package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first commands somebody tries: {@code noports demo} and {@code noports up}. */
class FirstCommandsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void theDemoShowsEveryStepOfASessionAndLeavesNothing() throws Exception {
    try (RunningProgram demo = demo("--once")) {
      assertThat(demo.awaitExit(LIMIT)).as(demo.err()).isZero();
      assertThat(demo.err()).isEmpty();
      assertThat(demo.out())
          .containsSubsequence(
              "atDirectory at",
              "have cut their keys",
              "relay @demo_relay is ready",
              "daemon @demo_device serves",
              "Received host and port from srvd",
              "Required daemon features are supported",
              "Received response from the device daemon",
              "npt is listening on",
              "through the tunnel: HTTP/1.1 200 OK",
              "The session works.");
      assertThat(placeOf(demo)).doesNotExist();
    }
  }

  @Test
  void theDemoGoesOnUntilItIsStoppedAndLeavesNothing() throws Exception {
    try (RunningProgram demo = demo()) {
      int port = Integer.parseInt(demo.awaitLine("http://localhost:([0-9]+)/", LIMIT).group(1));
      assertThat(WebService.ask(port, "/", "")).startsWith("Hello from a service");
      assertThat(placeOf(demo)).isDirectory();

      assertThat(demo.terminate()).isZero();
      assertThat(placeOf(demo)).doesNotExist();
    }
  }

  @Test
  void theDemoReachesAServiceOfTheUsersOwn() throws Exception {
    try (WebService web = WebService.start();
        RunningProgram demo = demo("--once", "--service", "127.0.0.1:" + web.port())) {
      assertThat(demo.awaitExit(LIMIT)).as(demo.err()).isZero();
      assertThat(demo.out()).contains("through the tunnel: HTTP/1.1 200 OK");
    }
  }

  @Test
  void aDemoOfAServiceThatIsNotThereSaysSo() throws Exception {
    try (RunningProgram demo = demo("--once", "--service", "localhost:9")) {
      assertThat(demo.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(demo.err()).matches("Error : .*localhost:9 .*is a service running there\\?\n");
      assertThat(placeOf(demo)).doesNotExist();
    }
  }

  @Test
  void aPrivateSystemKeepsEverythingWhenItIsStartedAgain() throws Exception {
    try (PrivateSystem system = new PrivateSystem(directory);
        WebService web = WebService.start()) {
      RunningProgram first = system.up();
      byte[] keys = Files.readAllBytes(system.keysFile("@client"));
      byte[] environment = Files.readAllBytes(system.directory().resolve("env"));
      assertThat(first.terminate()).isZero();

      system.up();

      assertThat(Files.readAllBytes(system.keysFile("@client"))).isEqualTo(keys);
      assertThat(Files.readAllBytes(system.directory().resolve("env"))).isEqualTo(environment);
      system.sshnpd("localhost:" + web.port());
      int port = PrivateSystem.localPort(system.npt(web.port()));
      assertThat(WebService.ask(port, "/again", "")).startsWith(WebService.body("/again"));
    }
  }

  @Test
  void aSecondSystemInTheSameDirectoryIsRefused() throws Exception {
    try (PrivateSystem system = new PrivateSystem(directory)) {
      system.up();
      RunningProgram second =
          RunningProgram.start(
              system.logs(),
              "second",
              List.of(
                  "env",
                  "NOPORTS_BUILD=never",
                  PrivateSystem.bin("noports"),
                  "up",
                  "--dir",
                  system.directory().toString()));
      try (second) {
        assertThat(second.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(second.err()).startsWith("Error : ").hasLineCount(1);
      }
    }
  }

  private RunningProgram demo(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("env", "NOPORTS_BUILD=never", PrivateSystem.bin("noports"), "demo"));
    command.addAll(List.of(words));
    return RunningProgram.start(directory.resolve("logs"), "demo", command);
  }

  private static Path placeOf(RunningProgram demo) {
    return Path.of(demo.awaitLine("on this machine, in (\\S+)$", LIMIT).group(1));
  }
}
