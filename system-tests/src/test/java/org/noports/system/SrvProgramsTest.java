package org.noports.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.atclient.AtClient;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.system.BothSides.Session;

/**
 * The program {@code srv} as parents of all ages start it: both ends of a session are processes of
 * their own, and so is the relay between them (sessions.md 3.5, 3.6, 4.1 to 4.3, cli.md 5). The
 * test is the parents, who agree on everything before.
 */
class SrvProgramsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String STARTED = "rv started successfully";
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static BothSides parents;
  private static EchoService service;
  private static int singlePort;

  @BeforeAll
  static void start() throws Exception {
    service = EchoService.start();
    system = new PrivateSystem(directory);
    system.atServer();
    system.activate("@client", "@device", "@relay");
    singlePort = freePort();
    system.srvd("--443", "--443-bind-port", String.valueOf(singlePort), "--bind-host", "127.0.0.1");
    for (AtSign side : List.of(BothSides.CLIENT, BothSides.DEVICE)) {
      try (AtClient edge = BothSides.edge(system, side)) {
        edge.publishSigningKey();
      }
    }
    parents = BothSides.of(system);
  }

  @AfterAll
  static void stop() throws Exception {
    parents.close();
    system.close();
    service.close();
  }

  @ParameterizedTest(name = "{0}, {3} ports: client {1}, device {2}")
  @CsvSource({
    "single, payload, escr,    two",
    "single, escr,    payload, two",
    "single, escr,    escr,    one",
    "multi,  payload, escr,    two",
    "multi,  escr,    payload, two",
    "multi,  escr,    escr,    one",
  })
  void bothEndsProveThemselvesToTheRelayAndCarryWhatComes(
      String connections, String client, String device, String ports) throws Exception {
    boolean one = ports.equals("one");
    boolean multi = connections.equals("multi");
    AesKey relayKey = AesKey.random(RANDOM);
    Session session =
        parents
            .open(
                1,
                request ->
                    request.by(one ? AuthMode.ESCR : AuthMode.PAYLOAD, relayKey).only443(one))
            .getFirst();
    Map<String, String> keys = streamKeys();
    int local = freePort();
    RunningProgram deviceEnd =
        srv(
            proof(session, BothSides.DEVICE, device, relayKey),
            keys,
            one ? singlePort : session.answer().portB(),
            multi,
            "--local-host",
            "127.0.0.1",
            "--local-port",
            String.valueOf(service.port()));
    RunningProgram clientEnd =
        srv(
            proof(session, BothSides.CLIENT, client, relayKey),
            keys,
            one ? singlePort : session.answer().portA(),
            multi,
            "--bind-local-port",
            "--local-port",
            String.valueOf(local));
    deviceEnd.awaitLine("^" + STARTED + "$", LIMIT);
    clientEnd.awaitLine("^" + STARTED + "$", LIMIT);
    List<Socket> users = new ArrayList<>();
    for (int i = 0; i < (multi ? 3 : 1); i++) {
      Socket user = new Socket(LOOPBACK, local);
      user.setSoTimeout((int) LIMIT.toMillis());
      users.add(user);
    }
    for (Socket user : users) {
      EchoService.assertEcho(user, "through " + users.indexOf(user));
    }
    for (Socket user : users) {
      user.close();
    }
    // A single connection ends both; several are ended by the parent that stops its end.
    int clientCode = multi ? clientEnd.terminate() : clientEnd.awaitExit(LIMIT);
    assertThat(clientCode).as(clientEnd.err()).isZero();
    assertThat(deviceEnd.awaitExit(LIMIT)).as(deviceEnd.err()).isZero();
    for (RunningProgram end : List.of(clientEnd, deviceEnd)) {
      assertThat(end.out()).isEmpty();
      assertThat(end.err().lines()).containsExactly(STARTED);
    }
  }

  @Test
  void aProofTheRelayRefusesIsToldInTheParentsWordsAndShowsNoSecret() throws Exception {
    Session session =
        parents.open(1, request -> request.by(AuthMode.PAYLOAD, AesKey.random(RANDOM))).getFirst();
    AesKey wrong = AesKey.random(RANDOM);
    Map<String, String> proof = proof(session, BothSides.DEVICE, "escr", wrong);
    RunningProgram end =
        srv(
            proof,
            streamKeys(),
            session.answer().portB(),
            true,
            "--local-port",
            String.valueOf(service.port()));
    assertThat(end.awaitExit(LIMIT)).isEqualTo(200);
    assertThat(end.out()).isEmpty();
    assertThat(end.err().lines())
        .singleElement()
        .asString()
        .startsWith("Exception running srv : ")
        .contains("the relay did not accept the proof of who connects")
        .doesNotContain(wrong.secretBase64());
  }

  /** What a parent puts into the environment for its side, and by which option it says so. */
  private static Map<String, String> proof(
      Session session, AtSign side, String mode, AesKey relayKey) throws Exception {
    AtKeys keys = BothSides.keys(system, side);
    Map<String, String> environment = new TreeMap<>();
    if (mode.equals("payload")) {
      environment.put(
          "RV_AUTH",
          PayloadAuthLine.line(
              session.id(),
              session.clientNonce(),
              requireNonNull(session.answer().rvdNonce()),
              keys.encryption().privateKey()));
      return environment;
    }
    String prefix = "REMOTE_AUTH_ESCR_";
    environment.put(prefix + "SESSION_ID", session.id().text());
    environment.put(prefix + "AES_KEY", relayKey.secretBase64());
    environment.put(prefix + "PUB_KEY_URI", SigningKeyUri.of(keys.signingKeyName(), side).text());
    environment.put(prefix + "SIGNING_PUBKEY", keys.pkam().publicKey().text());
    environment.put(prefix + "SIGNING_PRIVKEY", keys.pkam().privateKey().secretText());
    environment.put(prefix + "IS_SIDE_A", String.valueOf(side.equals(BothSides.CLIENT)));
    environment.put(prefix + "SIGNING_ALGO", "rsa2048");
    return environment;
  }

  private static Map<String, String> streamKeys() {
    Map<String, String> keys = new TreeMap<>();
    for (String direction : List.of("C2D", "D2C")) {
      keys.put("RV_AES_" + direction, AesKey.random(RANDOM).secretBase64());
      keys.put("RV_IV_" + direction, Iv.random(RANDOM).base64());
    }
    return keys;
  }

  private static RunningProgram srv(
      Map<String, String> proof,
      Map<String, String> keys,
      int relayPort,
      boolean multi,
      String... more)
      throws IOException {
    List<String> words = new ArrayList<>();
    proof.forEach((name, value) -> words.add(name + "=" + value));
    keys.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(List.of("srv", "-h", "127.0.0.1", "-p", String.valueOf(relayPort)));
    words.addAll(List.of(more));
    words.addAll(List.of("--timeout", "60", "--rv-e2ee"));
    words.addAll(proof.containsKey("RV_AUTH") ? List.of("--rv-auth") : List.of("-a", "escr"));
    if (multi) {
      words.add("--multi");
    }
    return system.start("env", words.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, LOOPBACK)) {
      return probe.getLocalPort();
    }
  }
}
