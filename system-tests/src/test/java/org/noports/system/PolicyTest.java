package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon without managers, and a policy service that decides for it. */
class PolicyTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static RunningProgram npt(PrivateSystem system, String from, int port) throws Exception {
    return system.npt(port, "-f", from, "-T", "1m");
  }

  private static void assertRefused(RunningProgram npt, String reason) throws Exception {
    assertThat(npt.awaitExit(LIMIT)).as(npt.err()).isEqualTo(1);
    assertThat(npt.err()).contains(reason);
  }

  @Test
  void theServiceDecidesWhoMayAndWhereToAndItsSilenceDenies() throws Exception {
    try (EchoService echo = EchoService.start();
        EchoService other = EchoService.start();
        PrivateSystem system = new PrivateSystem(directory)) {
      system.atServer("--atsign", "@policy");
      system.activate("@client", "@device", "@relay", "@policy");
      system.srvd();
      Path rules =
          Files.writeString(
              directory.resolve("policy.yaml"),
              """
              userGroups:
                team:
                  userAtSigns: ['@client']
                  permissions:
                    daemonAtSigns: ['@device']
                    deviceGroupNames:
                      branch_7: ['localhost:%d']
              """
                  .formatted(echo.port()));
      RunningProgram policy = system.start("npp_file", "-a", "@policy", "--yaml", rules.toString());
      policy.awaitLine("npp_file is ready", PrivateSystem.START_LIMIT);
      assertThat(policy.err())
          .contains("Daemon atSigns: [@device]")
          .contains("team: [@client] may reach [localhost:%d]".formatted(echo.port()));
      RunningProgram sshnpd =
          system.start(
              "sshnpd",
              "-a",
              "@device",
              "-p @policy",
              "-d",
              "my_device",
              "--device-group",
              "branch_7",
              "--storage-path",
              directory.resolve("storage").toString());
      sshnpd.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);

      RunningProgram allowed = npt(system, "@client", echo.port());
      byte[] word = "hello".getBytes(StandardCharsets.US_ASCII);
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), PrivateSystem.localPort(allowed))) {
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream().write(word);
        assertThat(socket.getInputStream().readNBytes(word.length)).isEqualTo(word);
      }
      policy.awaitLine(
          "@device asked: allowed, @client has permission for device group branch_7", LIMIT);
      assertRefused(
          npt(system, "@client", other.port()),
          "Connection to localhost:%d denied based on POLICY --permit-open [localhost:%d] (device my_device of @device); have the policy service permit it, or choose what it permits"
              .formatted(other.port(), echo.port()));
      assertRefused(
          npt(system, "@relay", echo.port()),
          "does not let @relay in: No permissions for @relay; ask whoever runs it");
      assertThat(directory.resolve("storage/known_clients")).content().startsWith("@client ");

      policy.kill();
      assertRefused(
          npt(system, "@policy", echo.port()),
          "does not let @policy in: Timed out waiting for authorizer response");
    }
  }
}
