package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.atclient.rpc.RpcClient;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.output.Terminal;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** np_admin and npp_atserver at a real atServer (cli.md 8, 19; sessions.md 7.5). */
class NpAdminTest {
  private static final AtSign POLICY = AtSign.of("@policy");
  private static final AtSign DEVICE = AtSign.of("@device");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String GROUP =
      "{\"name\":\"%s\",\"description\":\"d\",\"daemonAtSigns\":[\"@device\"],"
          + "\"devices\":[{\"name\":\"box\",\"permitOpens\":[\"localhost:22\"]}],"
          + "\"deviceGroups\":[{\"name\":\"staging\",\"permitOpens\":[\"*:80\"]}],"
          + "\"userAtSigns\":[\"@alice\"]}";

  @TempDir private static Path place;

  private static PrivateServers servers;
  private static RunningProgram admin;
  private static RunningProgram guarded;
  private static RunningProgram policy;

  @BeforeAll
  static void start() throws Exception {
    servers = TestServers.activated(place, POLICY, DEVICE);
    Map<String, String> environment = TestServers.environment(servers, place);
    Path token = Files.writeString(place.resolve("token"), "0123456789abcdef\n");
    admin = new RunningProgram(environment, "np_admin", "-a", "@policy", "-n", "sshnp", "--port=0");
    guarded =
        new RunningProgram(
            environment,
            "np_admin",
            "-a",
            "@policy",
            "-n",
            "sshnp",
            "--port",
            "0",
            "--token-file",
            token.toString());
    policy = new RunningProgram(environment, "npp_atserver", "-a", "@policy");
    await().atMost(LIMIT).until(() -> policy.text().contains("npp_atserver is ready"));
  }

  @AfterAll
  static void stop() throws Exception {
    admin.end();
    guarded.end();
    policy.end();
    servers.close();
  }

  private static AtClient client(AtSign atSign) {
    Terminal terminal = TestTerminal.with(servers.variables());
    EdgeOptions edge = new EdgeOptions();
    return AtClient.open(
        AtClientConfig.of(
            KeysFile.read(edge.keysFile(atSign, terminal), atSign, null),
            edge.directory(terminal),
            edge.trust(terminal)));
  }

  /** Everything that is answered. */
  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String request(String line, String body, String... headers) {
    return "%s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(
            line,
            String.join("", List.of(headers)),
            body.getBytes(StandardCharsets.UTF_8).length,
            body);
  }

  private static String ask(String line, String body) throws IOException {
    return exchange(admin.port(), request(line, body));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private static JsonObject create(String name) throws IOException {
    String answer = ask("POST /api/policy/group", GROUP.formatted(name));
    assertThat(status(answer)).as(answer).isEqualTo(200);
    return Json.parseObject(body(answer));
  }

  private static JsonObject decision(String user) throws InterruptedException {
    JsonObject question =
        JsonObject.builder()
            .put("daemonAtsign", "@device")
            .put("daemonDeviceName", "box")
            .put("daemonDeviceGroupName", "staging")
            .put("clientAtsign", user)
            .build();
    try (AtClient daemon = client(DEVICE);
        RpcClient line = RpcClient.open(daemon, "sshnp", "auth_checks")) {
      daemon.awaitMonitoring(LIMIT);
      return line.request(POLICY, question, LIMIT);
    }
  }

  @Test
  void groupsAreCreatedReadChangedAndDeletedAndDecideAtOnce() throws Exception {
    JsonObject created = create("life");
    String id = created.string("id");
    assertThat(id).matches("[1-9][0-9]*");
    assertThat(created.array("userAtSigns").strings()).containsExactly("@alice");
    assertThat(body(ask("GET /api/policy/group/" + id, ""))).isEqualTo(created.canonical());
    assertThat(body(ask("GET /api/policy/group", ""))).contains(created.canonical());
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          JsonObject allowed = decision("@alice");
          assertThat(allowed.bool("authorized")).isTrue();
          assertThat(allowed.string("message"))
              .isEqualTo(
                  "@alice has permission for device box and/or device group staging at daemon"
                      + " @device");
          assertThat(allowed.array("permitOpen").strings()).containsExactly("localhost:22", "*:80");
        });
    assertThat(decision("@bob").string("message")).isEqualTo("No permissions for @bob");

    String changed = created.canonical().replace("\"box\"", "\"other\"").replace("staging", "x");
    assertThat(status(ask("PUT /api/policy/group/" + id, changed))).isEqualTo(200);
    await()
        .atMost(LIMIT)
        .until(() ->
            decision("@alice")
                .string("message")
                .equals(
                    "No permissions for @alice at @device for either the device box or the"
                        + " deviceGroup staging"));
    assertThat(status(ask("DELETE /api/policy/group/" + id, ""))).isEqualTo(200);
    assertThat(ask("GET /api/policy/group/" + id, "")).endsWith("No group with id " + id);
    assertThat(status(ask("DELETE /api/policy/group/" + id, ""))).isEqualTo(404);
    await()
        .atMost(LIMIT)
        .until(() -> decision("@alice").string("message").equals("No permissions for @alice"));
  }

  @Test
  void numbersGoOnAndNamesAreTakenOnce() throws Exception {
    int first = Integer.parseInt(create("one").string("id"));
    int second = Integer.parseInt(create("two").string("id"));
    assertThat(second).isGreaterThan(first);
    assertThat(ask("POST /api/policy/group", GROUP.formatted("one")))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("There is a group with the name one");
    assertThat(
            ask(
                "PUT /api/policy/group/" + second,
                GROUP.formatted("one").replaceFirst("\\{", "{\"id\":\"" + second + "\",")))
        .startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /api/policy/group|{\"id\":\"7\",\"name\":\"x\"}|400",
        "POST /api/policy/group|{}|500",
        "POST /api/policy/group|[]|500",
        "POST /api/policy/group|{\"name\":\"x\",\"userAtSigns\":[\"@a@b\"]}|500",
        "POST /api/policy/group|{\"name\":\"x\",\"devices\":[{\"name\":\"d\",\"permitOpens\":[\"22\"]}]}|500",
        "PUT /api/policy/group/99999|{\"id\":\"1\",\"name\":\"x\"}|500",
        "PUT /api/policy/group/99999|{\"id\":\"99999\",\"name\":\"x\"}|400",
        "GET /api/policy/group/abc|''|404",
        "GET /api/policy/group/../x|''|404",
        "GET /api/policy/nothing|''|404",
        "PATCH /api/policy/group|''|405",
        "POST /api/policy/logs|''|405",
        "POST /|''|405",
        "GET /passwd|''|404",
        "GET nowhere|''|400",
      })
  void whatCannotBeDoneIsRefused(String line, String body, int status) throws Exception {
    String answer = ask(line, body.equals("''") ? "" : body);
    assertThat(status(answer)).as(answer).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /api/policy/group HTTP/1.1\r\nHost: localhost.evil.example:3000\r\n\r\n",
        "GET /api/policy/group HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
        "GET /api/policy/group HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n",
      })
  void pagesOfOtherSitesAreKeptOut(String request) throws Exception {
    assertThat(status(exchange(admin.port(), request))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n",
        "POST /api/policy/group HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /api/policy/group HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
      })
  void malformedRequestsAreRefused(String request) throws Exception {
    assertThat(status(exchange(admin.port(), request))).isEqualTo(400);
  }

  @Test
  void requestsWithoutEndAreCutOff() throws Exception {
    String long16K = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(17_000);
    assertThat(status(exchange(admin.port(), long16K))).isEqualTo(431);
    assertThat(
            status(
                exchange(
                    admin.port(),
                    "POST /api/policy/group HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")))
        .isEqualTo(413);
  }

  @Test
  void thePageIsServedWithNothingFromElsewhere() throws Exception {
    for (String file : List.of("/", "/admin.js", "/admin.css")) {
      String answer = ask("GET " + file, "");
      assertThat(status(answer)).isEqualTo(200);
      assertThat(answer).contains("Content-Security-Policy: default-src 'self'");
      assertThat(body(answer)).isNotEmpty().doesNotContain("http://", "https://");
    }
  }

  @Test
  void withATokenOnlyWhoKnowsItIsServed() throws Exception {
    int port = guarded.port();
    String line = "GET /api/policy/group";
    assertThat(status(exchange(port, request(line, "")))).isEqualTo(401);
    assertThat(status(exchange(port, request(line, "", "Authorization: Bearer wrong\r\n"))))
        .isEqualTo(401);
    assertThat(
            status(exchange(port, request(line, "", "Authorization: Bearer 0123456789abcdef\r\n"))))
        .isEqualTo(200);
    assertThat(status(exchange(port, request(line + "?token=0123456789abcdef", ""))))
        .isEqualTo(200);
    assertThat(status(exchange(port, request("GET /api/policy/events", "", upgrade()))))
        .isEqualTo(401);
    assertThat(status(exchange(port, request("GET /", "")))).isEqualTo(200);
  }

  @Test
  void otherMachinesNeedAToken() {
    Harness.Outcome outcome =
        Harness.run("np_admin", "-a", "@policy", "-n", "sshnp", "--bind", "0.0.0.0");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.lastErrLine()).contains("lets other machines in: give --token-file too");
  }

  private static String upgrade() {
    return """
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    """;
  }

  @Test
  void eventsAreToldAsTheyHappenAndForADay() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket
          .getOutputStream()
          .write(request("GET /api/policy/events", "", upgrade()).getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      assertThat(head)
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

      decision("@eve");
      assertThat(nextText(in))
          .contains(
              "\"type\":\"PolicyCheck\",\"daemon\":\"@device\",\"deviceName\":\"box\","
                  + "\"deviceGroupName\":\"staging\",\"user\":\"@eve\",\"authorized\":false,"
                  + "\"message\":\"No permissions for @eve\",\"permitOpen\":[]}");
      try (AtClient daemon = client(DEVICE)) {
        daemon.notify(
            AtKey.shared(POLICY, "box.devices.policy.sshnp", DEVICE),
            "{\"devicename\":\"box\",\"deviceGroupName\":\"staging\",\"allowedServices\":[]}",
            NotifyOptions.DEFAULT);
      }
      assertThat(nextText(in))
          .contains(
              "\"type\":\"DaemonHeartbeat\",\"daemon\":\"@device\",\"deviceName\":\"box\","
                  + "\"deviceGroupName\":\"staging\"}");
      assertThat(body(ask("GET /api/policy/logs", "")))
          .startsWith("[{\"timestamp\":")
          .contains("\"user\":\"@eve\"", "DaemonHeartbeat");

      // A ping, a text that is of no interest, and the end, each masked as clients must.
      socket.getOutputStream().write(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'p'});
      socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x81, 1, 1, 1, 1, 'x'});
      socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
      assertThat(in.readAllBytes())
          .containsSequence((byte) 0x8a, (byte) 1, (byte) 'p')
          .endsWith((byte) 0x88, (byte) 0);
    }
  }

  /** The next text message, past pings and decisions that other tests ask for. */
  private static String nextText(InputStream in) throws IOException {
    int opcode = in.read() & 0x0f;
    int length = in.read();
    int whole = length == 126 ? in.read() << 8 | in.read() : length;
    String text = new String(in.readNBytes(whole), StandardCharsets.UTF_8);
    return opcode == 1 ? text : nextText(in);
  }
}
