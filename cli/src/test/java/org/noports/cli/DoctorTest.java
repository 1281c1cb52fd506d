package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.AtClient;
import org.noports.atserver.AtServerConfig;
import org.noports.cli.up.Layout;
import org.noports.cli.up.PrivateServers;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;

/** Each of the doctor's findings, brought about for real in a private system. */
class DoctorTest {
  private static final AtSign CLIENT = AtSign.of("@client");
  private static final AtSign DEVICE = AtSign.of("@device");
  private static final AtSign RELAY = AtSign.of("@relay");

  @TempDir private static Path place;

  private static PrivateServers servers;
  private static Layout layout;

  private final Map<String, String> environment = new HashMap<>();
  private InstantSource clock = InstantSource.system();

  @TempDir private Path home;

  @BeforeAll
  static void start() {
    layout = Layout.prepare(place.resolve("system"));
    servers =
        PrivateServers.start(
            layout,
            AtServerConfig.onLoopback(layout.server()),
            new LinkedHashSet<>(List.of(CLIENT, DEVICE, RELAY)),
            new SecureRandom());
    servers.activateAll();
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @BeforeEach
  void surroundings() {
    environment.putAll(servers.variables());
    environment.put("HOME", home.toString());
    environment.put("USER", "tester");
  }

  private Harness.Outcome doctor(String... words) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(words));
    return Harness.run(environment, clock, all.toArray(String[]::new));
  }

  private void assertFinds(Harness.Outcome outcome, String check, String text) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern("(?m)^WRONG +" + check + " +.*" + text + ".*; to mend it: .+$");
  }

  @Test
  void nothingIsWrongWithAHealthyClient() {
    Harness.Outcome outcome = doctor("client", "-a", "@client");

    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .extracting(line -> line.substring(0, 20).strip())
        .containsExactly(
            "ok       keys",
            "ok       permissions",
            "ok       atServer",
            "ok       login",
            "ok       messages",
            "ok       clock");
  }

  @Test
  void findingsAreToldToProgramsAsJson() {
    Harness.Outcome outcome = doctor("client", "-a", "@nobody", "--json");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out().lines())
        .anyMatch(line -> line.startsWith("{\"check\":\"keys\",\"verdict\":\"wrong\","))
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  @Test
  void missingAndDamagedKeysAreFound() throws IOException {
    assertFinds(doctor("client", "-a", "@client", "-k", home + "/none"), "keys", "no keys file");

    Path damaged = home.resolve("damaged");
    Files.writeString(damaged, "{\"aesPkamPublicKey\":");
    assertFinds(
        doctor("client", "-a", "@client", "-k", damaged.toString()), "keys", "not a keys file");
  }

  @Test
  void keysThatOthersMayReadAreFound() throws IOException {
    Path open = Files.copy(layout.keysFile(CLIENT), home.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    assertFinds(
        doctor("client", "-a", "@client", "-k", open.toString()), "permissions", "open to other");
  }

  @Test
  void directoryAndAtServerAreLookedFor() throws IOException {
    assertFinds(doctor("client", "-a", "@nobody"), "directory", "does not know @nobody");
    assertFinds(
        doctor("client", "-a", "@client", "--root-server", "localhost:" + closedPort()),
        "directory",
        "does not answer");
  }

  @Test
  void anAtSignThatIsNotActivatedIsFound() {
    Layout fresh = Layout.prepare(place.resolve("fresh"));
    try (PrivateServers system =
        PrivateServers.start(
            fresh,
            AtServerConfig.onLoopback(fresh.server()),
            new LinkedHashSet<>(List.of(CLIENT)),
            new SecureRandom())) {
      environment.putAll(system.variables());

      assertFinds(doctor("client", "-a", "@client"), "atServer", "@client is not activated");

      // Keys of another activation open nothing here.
      system.activateAll();
      assertFinds(
          doctor("client", "-a", "@client", "-k", layout.keysFile(CLIENT).toString()),
          "login",
          "refused the login");
    }
  }

  @Test
  void anAtServerThatIsDownIsFound() throws Exception {
    Path entries = Files.writeString(home.resolve("entries"), "@client 127.0.0.1:1\n");
    RunningProgram directory =
        new RunningProgram(
            environment,
            "atdirectory",
            "--dir",
            home.resolve("directory").toString(),
            "--entries",
            entries.toString(),
            "--port",
            "0");
    try {
      environment.put("NOPORTS_ROOT", directory.awaited("localhost:\\d+"));
      environment.put("NOPORTS_CA", directory.awaited("(?<=trust ).*"));

      assertFinds(doctor("client", "-a", "@client"), "atServer", "does not answer");
    } finally {
      directory.end();
    }
  }

  @Test
  void aWrongCommandLineIsToldBeforeAnythingIsExamined() {
    Harness.Outcome outcome =
        doctor("client", "-a", "@client", "-t", "@device", "-d", "d", "-r", "@relay", "-p", "x:y");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.lastErrLine()).startsWith("Error : Option --service: ");
  }

  @Test
  void anAuthorityThatIsNotTrustedIsFound() {
    environment.remove("NOPORTS_CA");

    assertFinds(doctor("client", "-a", "@client"), "directory", "certificate");
  }

  @Test
  void aClockThatIsWrongIsFound() {
    clock = InstantSource.offset(InstantSource.system(), Duration.ofHours(-1));

    assertFinds(doctor("client", "-a", "@client"), "clock", "3[56]\\d\\d s behind the atServer's");
  }

  @Test
  void servicesAndSshOfADeviceAreLookedAt() throws IOException {
    Path ssh = Files.createDirectory(home.resolve(".ssh"));
    Path keys = Files.writeString(ssh.resolve("authorized_keys"), "");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-rw-rw-"));
    String closed = "localhost:" + closedPort();
    try (Greeting sshd = Greeting.of("SSH-2.0-test\r\n");
        Greeting other = Greeting.of("220 mail\r\n")) {
      Harness.Outcome outcome =
          doctor(
              "daemon",
              "-a",
              "@device",
              "-m",
              "@client,@nobody",
              "--local-sshd-port",
              String.valueOf(sshd.port()),
              "--po",
              closed + ",localhost:" + other.port() + ",*:22");

      assertFinds(outcome, "directory", "does not know @nobody");
      assertFinds(outcome, "services", closed + " is permitted, but nothing listens");
      assertFinds(outcome, "sshd", "can be written by others");
      assertThat(outcome.out())
          .containsPattern("ok +managers +the atServer of @client answers")
          .containsPattern("ok +services +localhost:" + other.port() + " listens")
          .containsPattern("ok +sshd +an sshd answers");

      assertFinds(
          doctor("daemon", "-a", "@device", "--local-sshd-port", String.valueOf(other.port())),
          "sshd",
          "is no sshd");
      assertFinds(
          doctor("daemon", "-a", "@device", "--local-sshd-port", closed.split(":", -1)[1]),
          "sshd",
          "no sshd answers on port");
    }
  }

  @Test
  void addressAndPortsOfARelayAreLookedAt() throws IOException {
    assertFinds(
        doctor("relay", "-a", "@relay", "-i", "no-such-host.invalid"),
        "address",
        "does not know 'no-such-host.invalid'");
    try (ServerSocket busy = new ServerSocket(0)) {
      Harness.Outcome outcome =
          doctor(
              "relay",
              "-a",
              "@relay",
              "-i",
              "127.0.0.1",
              "--443-bind-port",
              String.valueOf(busy.getLocalPort()));

      assertFinds(outcome, "ports", "cannot be listened on");
      assertThat(outcome.out())
          .containsPattern("warning +address +127.0.0.1 leads to this machine");
    }
    assertThat(doctor("relay", "-a", "@relay", "-i", "127.0.0.1").code()).isZero();
  }

  @Test
  @SuppressWarnings("try") // Relay and daemon only have to be there.
  void aSessionIsTriedAndWhatHindersItIsFound() throws Exception {
    try (Greeting service = Greeting.of("hello");
        AtClient relayEdge = AtClient.open(servers.account(RELAY));
        Relay relay =
            Relay.start(RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").build(), relayEdge);
        AtClient deviceEdge = AtClient.open(servers.account(DEVICE));
        Daemon daemon =
            Daemon.start(
                DaemonConfig.builder(DeviceName.of("mine"), List.of(CLIENT))
                    .permitOpen(PermitOpen.of(List.of("localhost:" + service.port())))
                    .build(),
                deviceEdge)) {
      Harness.Outcome healthy = session("@client", "mine", "localhost:" + service.port(), "30");
      assertThat(healthy.code()).as(healthy.out() + healthy.err()).isZero();
      assertThat(healthy.out())
          .containsPattern("ok +relay +it has ports")
          .containsPattern("ok +daemon +device mine of @device answers")
          .containsPattern("ok +session +a session to localhost:");

      assertFinds(session("@client", "mine", "localhost:1", "30"), "session", "localhost:1");
      assertFinds(
          doctor(
              "client", "-a", "@client", "-t", "@device", "-d", "mine", "-r", "@nobody", "-p",
              "22"),
          "directory",
          "@nobody");
      assertFinds(session("@client", "other", "localhost:22", "2"), "daemon", "other");
      assertFinds(session("@relay", "mine", "localhost:22", "2"), "daemon", "mine");
    }
  }

  private Harness.Outcome session(String client, String device, String service, String patience) {
    return doctor(
        "client", "-a", client, "-t", "@device", "-d", device, "-r", "@relay", "-p", service,
        "--dpt", patience);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A service that greets whoever comes. */
  private record Greeting(ServerSocket socket) implements AutoCloseable {
    static Greeting of(String text) throws IOException {
      ServerSocket socket = new ServerSocket(0, 8, InetAddress.getByName("localhost"));
      Thread.ofVirtual()
          .start(() -> {
            while (!socket.isClosed()) {
              try (Socket visitor = socket.accept();
                  OutputStream out = visitor.getOutputStream()) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // The visitor has gone, or the service is closed: the loop's condition tells.
              }
            }
          });
      return new Greeting(socket);
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
