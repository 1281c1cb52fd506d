package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtSign;

/** {@code sshnpd --doctor} on the command line that is to be examined (cli.md 3.5). */
class SshnpdDoctorTest {
  @TempDir private static Path place;

  private static PrivateServers servers;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() {
    servers = TestServers.activated(place, AtSign.of("@client"), AtSign.of("@device"));
    environment = TestServers.environment(servers, place);
    environment.put("USER", "tester");
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static Harness.Outcome doctor(String... more) {
    List<String> words =
        new ArrayList<>(List.of("sshnpd", "-a", "@device", "--local-sshd-port", "0", "--doctor"));
    words.addAll(List.of(more));
    return Harness.run(environment, words.toArray(String[]::new));
  }

  @Test
  void aHealthyDaemonIsTold() throws Exception {
    Path log = place.resolve(".sshnpd/logs/sshnpd.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "older\n1\n2\n3\n4\nlast \u001b[31mwords\n");
    try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Harness.Outcome outcome =
          doctor("-m", "@client", "--po", "localhost:" + service.getLocalPort());

      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
      assertThat(outcome.out())
          .startsWith("ok       version ")
          .contains("ok       system ", "ok       home ", "ok       config       no config file")
          .contains("ok       login ", "ok       managers ", "ok       services ")
          .containsPattern("(?m)^(ok|warning) +service ")
          .doesNotContain("older", "\u001b");
    }
  }

  @Test
  void theReportGoesToAFileAndAWrongConfigFileIsAFinding() throws Exception {
    Path report = place.resolve("report.txt");
    Path config = Files.writeString(place.resolve("sshnpd.yaml"), "nosuchkey: 1\n");

    Harness.Outcome outcome =
        doctor("--config", config.toString(), "--po", "*:*", "--output=" + report);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("Summary saved to %s\n".formatted(report));
    assertThat(report).content().containsPattern("(?m)^WRONG +config +.*nosuchkey.*; to mend it: ");
  }

  @Test
  void anOptionAfterTheOneForTheFileIsNotTheFilesName() {
    assertThat(doctor("-o", "--version").out()).startsWith("Version : ");
  }
}
