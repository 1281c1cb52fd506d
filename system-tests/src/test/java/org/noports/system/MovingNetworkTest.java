package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code npt -K} on a computer of its own, a network namespace, that loses its network or moves to
 * another one: nothing tells the old connections. Each test leaves the network up.
 */
class MovingNetworkTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String NAME = "np" + ProcessHandle.current().pid() % 1_000_000;
  private static final String NETWORK = "10.231." + ProcessHandle.current().pid() % 250;
  @TempDir private static Path directory;
  private static WebService web;
  private static PrivateSystem system;
  private static RunningProgram npt;
  private static int port;

  /** The last part of the address of the moment. */
  private static int address = 2;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    ip("netns", "add", NAME);
    ip("link", "add", NAME + "a", "type", "veth", "peer", "name", NAME + "b");
    ip("link", "set", NAME + "b", "netns", NAME);
    ip("addr", "add", NETWORK + ".1/24", "dev", NAME + "a");
    ip("link", "set", NAME + "a", "up");
    address("add");
    ip("-n", NAME, "link", "set", NAME + "b", "up");
    ip("-n", NAME, "link", "set", "lo", "up");
    system.atServer("--host", NETWORK + ".1");
    system.activate("@client", "@device", "@relay");
    // What hangs on the old address would otherwise be given its time to end.
    system.srvd("-i", NETWORK + ".1", "--drain-timeout", "0");
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
            "--json",
            "--notice",
            "6s",
            "--dpt",
            "5",
            "-p",
            String.valueOf(web.port()));
    port =
        Integer.parseInt(npt.awaitLine("\"state\":\"up\",\"localPort\":([0-9]+)", LIMIT).group(1));
  }

  @AfterAll
  static void close() throws Exception {
    try (WebService first = web;
        PrivateSystem second = system) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      npt.close();
      // The pair of links goes with the namespace.
      ip("netns", "del", NAME);
    }
  }

  @Test
  void theTunnelComesBackOnTheSamePortWithAnotherAddress() throws Exception {
    assertServes("/before");

    int downs = downs();
    address("del");
    npt.awaitLine("network address changed", LIMIT);
    awaitDown(downs);
    address++;
    address("add");

    assertServes("/after");
  }

  @Test
  void theTunnelComesBackOnTheSamePortWhenTheLinkWasDown() throws Exception {
    assertServes("/before");

    int downs = downs();
    ip("-n", NAME, "link", "set", NAME + "b", "down");
    awaitDown(downs);
    ip("-n", NAME, "link", "set", NAME + "b", "up");

    assertServes("/after");
  }

  private static void awaitDown(int before) {
    await("npt to say that its tunnel is down").atMost(LIMIT).until(() -> downs() > before);
  }

  private static int downs() {
    return npt.err().split("\"state\":\"down\"", -1).length - 1;
  }

  private static void address(String what) throws Exception {
    ip("-n", NAME, "addr", what, NETWORK + "." + address + "/24", "dev", NAME + "b");
  }

  private static void assertServes(String path) throws Exception {
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

  private static RunningProgram inside(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("netns", "exec", NAME));
    words.addAll(List.of(command));
    return system.start("ip", words.toArray(String[]::new));
  }

  private static void ip(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    RunningProgram ip = RunningProgram.start(directory.resolve("ip"), "ip", command);
    assertThat(ip.awaitExit(LIMIT)).as(words[0] + " " + ip.err()).isZero();
  }
}
