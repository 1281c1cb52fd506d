package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.cli.Harness.Outcome;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;

/** Onboarding an atSign whose atServer is not there yet, and whose keys must be kept (6.4). */
class OnboardPatientlyTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TERMINALS = "noports.terminals";

  @TempDir private Path place;
  private AtServerHost servers;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    servers = AtServerHost.start(AtServerConfig.onLoopback(place.resolve("server")));
  }

  @AfterEach
  void close() {
    System.clearProperty(TERMINALS);
    servers.close();
  }

  private Outcome onboard(String typed, String... words) {
    Map<String, String> environment =
        Map.of(
            "HOME",
            place.toString(),
            "NOPORTS_ROOT",
            servers.directoryAddress().toString(),
            "NOPORTS_CA",
            servers.caFile().toString());
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            InstantSource.system(),
            ZoneId.of("UTC"),
            new StopSignal());
    int code =
        new Programs(terminal)
            .run(
                Stream.concat(Stream.of("at_activate", "-a", "@late"), Arrays.stream(words))
                    .toArray(String[]::new));
    return new Outcome(code, out.toString(StandardCharsets.UTF_8), errSoFar());
  }

  private String errSoFar() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anAtServerThatIsNotThereYetIsWaitedFor() {
    CompletableFuture<Outcome> onboarding =
        CompletableFuture.supplyAsync(() -> onboard("", "-c", "secret"));
    await().atMost(LIMIT).until(() -> errSoFar().contains("Connecting to secondary for @late"));
    servers.addAtSign(AtSign.of("@late"), "secret");

    Outcome done = onboarding.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();

    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.err()).startsWith("Connecting to secondary for @late... #[1/50]\n");
    assertThat(done.out())
        .isEqualTo(
            "[Success] Your .atKeys file saved at %s\n"
                .formatted(place.resolve(".atsign/keys/@late_key.atKeys")));
  }

  @Test
  void oneThatNeverComesIsWaitedForAsOftenAsTheUserSays() {
    Outcome given = onboard("", "-c", "secret", "--max-retries", "1");

    assertThat(given.code()).isEqualTo(1);
    assertThat(given.err()).startsWith("Connecting to secondary for @late... #[1/1]\nError : ");
    assertThat(given.lastErrLine()).contains("@late");
  }

  @Test
  void whoeverSitsAtATerminalIsAskedForABackupOfTheKeys() {
    System.setProperty(TERMINALS, "in,err");

    Outcome refused = onboard("no\n", "-g", "localhost:1");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("[Action Required] Whoever loses the keys of @late loses the atSign")
        .endsWith("Error : @late was not activated: answer yes, or give --yes\n");

    assertThat(onboard("yes\n", "-g", "localhost:1").lastErrLine())
        .contains("localhost:1 cannot be");
    err.reset();
    assertThat(onboard("", "-y", "-g", "localhost:1").err()).doesNotContain("backup");
  }

  @Test
  void scriptsAreNotAsked() {
    assertThat(onboard("", "-g", "localhost:1").err()).doesNotContain("backup");
  }
}
