package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code npt -K} on a computer of its own, a network namespace, that moves to another network:
 * nothing tells the old connections, they have no address any more.
 */
class MovingNetworkTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String name = "np" + ProcessHandle.current().pid() % 1_000_000;
  private final String network = "10.231." + ProcessHandle.current().pid() % 250;
  @TempDir private Path directory;
  private WebService web;
  private PrivateSystem system;
  private RunningProgram npt;

  @BeforeEach
  void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    ip("netns", "add", name);
    ip("link", "add", name + "a", "type", "veth", "peer", "name", name + "b");
    ip("link", "set", name + "b", "netns", name);
    ip("addr", "add", network + ".1/24", "dev", name + "a");
    ip("link", "set", name + "a", "up");
    ip("-n", name, "addr", "add", network + ".2/24", "dev", name + "b");
    ip("-n", name, "link", "set", name + "b", "up");
    ip("-n", name, "link", "set", "lo", "up");
    system.atServer("--host", network + ".1");
    system.activate("@client", "@device", "@relay");
    // What hangs on the old address would otherwise be given its time to end.
    system.srvd("-i", network + ".1", "--drain-timeout", "0");
    system.sshnpd("localhost:" + web.port());
    npt =
        inside(
            "npt",
            "-f",
            "@client",
            "-t",
            "@device",
            "-r",
            "@relay",
            "-d",
            "my_device",
            "-K",
            "-p",
            String.valueOf(web.port()));
  }

  @AfterEach
  void close() throws Exception {
    try (WebService first = web;
        PrivateSystem second = system) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      npt.close();
      // The pair of links goes with the namespace.
      ip("netns", "del", name);
    }
  }

  @Test
  void theTunnelComesBackOnTheSamePortWithAnotherAddress() throws Exception {
    int port = PrivateSystem.localPort(npt);
    assertServes(port, "/before");

    ip("-n", name, "addr", "del", network + ".2/24", "dev", name + "b");
    npt.awaitLine("network address changed", LIMIT);
    ip("-n", name, "addr", "add", network + ".3/24", "dev", name + "b");

    assertServes(port, "/after");
  }

  private void assertServes(int port, String path) throws Exception {
    RunningProgram curl =
        inside(
            "curl",
            "--silent",
            "--show-error",
            "--retry",
            "3",
            "--retry-all-errors",
            "--max-time",
            "90",
            "http://localhost:" + port + path);
    assertThat(curl.awaitExit(LIMIT.multipliedBy(2))).as(curl.err() + npt.err()).isZero();
    assertThat(curl.out()).startsWith(WebService.body(path));
  }

  private RunningProgram inside(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("netns", "exec", name));
    words.addAll(List.of(command));
    return system.start("ip", words.toArray(String[]::new));
  }

  private void ip(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    RunningProgram ip = RunningProgram.start(directory.resolve("ip"), "ip", command);
    assertThat(ip.awaitExit(LIMIT)).as(words[0] + " " + ip.err()).isZero();
  }
}
