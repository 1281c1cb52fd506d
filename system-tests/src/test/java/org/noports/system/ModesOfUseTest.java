package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way of using {@code npt}, with the programs people use it with: ssh and curl. */
class ModesOfUseTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static OpenSshServer sshd;
  private static WebService web;
  private static EchoService echo;
  private static int proxy;
  private static int closed;

  @BeforeAll
  static void start() throws Exception {
    sshd = OpenSshServer.start(directory.resolve("sshd"));
    web = WebService.start();
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    system.up();
    system.sshnpd(
        "localhost:%d,localhost:%d,127.0.0.1:%d,localhost:%d"
            .formatted(sshd.port(), web.port(), web.port(), closedPort()));
    RunningProgram npt = system.start("npt", npt("--socks", "0"));
    proxy = PrivateSystem.localPort(npt);
  }

  @AfterAll
  static void close() throws Exception {
    try (PrivateSystem first = system;
        OpenSshServer second = sshd;
        EchoService third = echo;
        WebService fourth = web) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
      assertThat(fourth).isNotNull();
    }
  }

  @Test
  void severalServicesHaveALocalPortEachAndTheBackgroundTellsAllOfThem() throws Exception {
    RunningProgram npt =
        system.start("npt", npt("-p", text(web.port()), "-p", text(sshd.port()), "-x", "-T", "5s"));

    assertThat(npt.awaitExit(LIMIT)).as(npt.err()).isZero();
    assertThat(npt.out()).matches("[0-9]+\n[0-9]+\n");
    String[] ports = npt.out().split("\n", -1);
    assertThat(WebService.ask(Integer.parseInt(ports[0]), "/first", ""))
        .startsWith(WebService.body("/first"));
    RunningProgram ssh =
        RunningProgram.start(
            system.logs(),
            "ssh",
            sshd.command("ssh", Integer.parseInt(ports[1]), OpenSshServer.target(), "echo second"));
    assertThat(ssh.awaitExit(LIMIT)).as(ssh.err()).isZero();
    assertThat(ssh.out()).isEqualTo("second\n");
  }

  @Test
  void oneServiceOfSeveralThatIsNotPermittedEndsAllOfThem() throws Exception {
    RunningProgram npt = system.start("npt", npt("-p", text(web.port()), "-p", text(echo.port())));

    assertThat(npt.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(npt.err()).contains("denied based on daemon --permit-open");
  }

  @Test
  void sshReachesItsServerThroughAProxyCommandWithoutALocalPort() throws Exception {
    String command = "ProxyCommand=npt " + String.join(" ", npt("-W", "%h:%p"));
    List<String> words =
        new ArrayList<>(
            sshd.command(
                "ssh", sshd.port(), "-o", command, OpenSshServer.target(), "echo 42; cat"));
    RunningProgram ssh =
        system.start(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));

    assertThat(ssh.awaitExit(LIMIT)).as(ssh.err()).isZero();
    assertThat(ssh.out()).isEqualTo("42\n");
    assertThat(ssh.err()).isEmpty();
  }

  @Test
  void stdioPassesOnItsInputsEndAndWritesNothingButTheAnswer() throws Exception {
    String request = "GET /stdio HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n";
    RunningProgram npt =
        shell("printf '%s' | npt \"$@\"".formatted(request), npt("-W", "localhost:" + web.port()));

    assertThat(npt.awaitExit(LIMIT)).as(npt.err()).isZero();
    assertThat(npt.out()).startsWith("HTTP/1.1 200 OK").endsWith(WebService.body("/stdio") + "0");
    assertThat(npt.err()).isEmpty();
  }

  @Test
  void stdioSaysWhenNothingListensAndWhenItIsNotPermitted() throws Exception {
    RunningProgram nobody =
        shell("mkfifo \"$0\" && exec npt \"$@\" <>\"$0\"", npt("-W", "localhost:" + closed));
    RunningProgram denied = system.start("npt", npt("-W", "localhost:" + echo.port()));

    assertThat(denied.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(denied.err()).contains("denied based on daemon --permit-open");
    assertThat(denied.out()).isEmpty();
    assertThat(nobody.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(nobody.err()).contains("the connection was refused");
    assertThat(nobody.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5h", "socks5", "socks4a", "socks4", "http"})
  void curlReachesTheWebServiceThroughTheProxy(String protocol) throws Exception {
    RunningProgram curl = curl(protocol, "127.0.0.1", web.port(), "/" + protocol);

    assertThat(curl.awaitExit(LIMIT)).as(curl.err()).isZero();
    assertThat(curl.out()).startsWith(WebService.body("/" + protocol));
  }

  @Test
  void namesAreResolvedOnTheDevicesSide() throws Exception {
    RunningProgram curl = curl("socks5h", "localhost", web.port(), "/name");

    assertThat(curl.awaitExit(LIMIT)).as(curl.err()).isZero();
    assertThat(curl.out()).startsWith(WebService.body("/name"));
  }

  @Test
  void whatTheDaemonDoesNotPermitIsRefusedWithTheCodeForIt() throws Exception {
    RunningProgram socks = curl("socks5h", "localhost", echo.port(), "/");
    RunningProgram http = curl("http", "localhost", echo.port(), "/");

    assertThat(socks.awaitExit(LIMIT)).isEqualTo(97);
    assertThat(socks.err()).contains("(2)"); // connection not allowed by ruleset
    assertThat(http.awaitExit(LIMIT)).isEqualTo(56);
    assertThat(http.err()).contains("403");
    RunningProgram refused = curl("socks5h", "localhost", closed, "/");
    assertThat(refused.awaitExit(LIMIT)).isEqualTo(97);
    assertThat(refused.err()).contains("(5)"); // connection refused
  }

  @Test
  void aHundredRequestsThroughTheProxyShareOneSession() throws Exception {
    RunningProgram curl =
        system.start(
            "curl",
            "--silent",
            "--show-error",
            "--parallel",
            "--parallel-max",
            "20",
            "--proxy",
            "socks5h://localhost:" + proxy,
            "http://127.0.0.1:%d/[1-100]".formatted(web.port()));

    assertThat(curl.awaitExit(LIMIT)).as(curl.err()).isZero();
    assertThat(curl.out().split("you asked for", -1)).hasSize(1 + 100 * 100);
  }

  private static RunningProgram curl(String protocol, String host, int port, String path)
      throws IOException {
    return system.start(
        "curl",
        "--silent",
        "--show-error",
        "--max-time",
        "50",
        "--proxytunnel",
        "--proxy",
        protocol + "://localhost:" + proxy,
        "http://%s:%d%s".formatted(host, port, path));
  }

  private static String[] npt(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("-f", "@client", "-t", "@device", "-r", "@relay", "-d", "my_device"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static String text(int port) {
    return String.valueOf(port);
  }

  private static RunningProgram shell(String script, String... words) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("-c", script, directory.resolve("silent").toString()));
    all.addAll(List.of(words));
    return system.start("sh", all.toArray(String[]::new));
  }

  /** A port of this machine where nothing listens. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
      return closed;
    }
  }
}
