package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the atServers and the relay store, what anybody logs at full detail and what passes through
 * the relay's ports, searched for what only the two ends of a session may know.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs several loopback addresses")
class SecretsStayWithTheEndsTest {
  private static final String RELAY_SEEN = "127.0.0.2";
  private static final String RELAY_REAL = "127.0.0.3";
  private static final int FIRST_PORT = 46310;
  private static final int LAST_PORT = 46317;
  private static final int PLANT_PORT = 46318;
  private static final String MARKER = "a-secret-only-the-two-ends-know-52c1";
  private static final String AES_KEY = "org.noports.protocol.crypto.AesKey";

  @TempDir private Path directory;

  @Test
  void neitherPlaintextNorKeysLeaveTheEnds() throws Exception {
    try (WebService web = WebService.start();
        RecordingProxy proxy =
            RecordingProxy.start(RELAY_SEEN, RELAY_REAL, FIRST_PORT, PLANT_PORT);
        PrivateSystem system = new PrivateSystem(directory)) {
      system.atServer("--debug");
      system.activate("@client", "@device", "@relay");
      RunningProgram srvd =
          system.start(
              "srvd",
              "-a",
              "@relay",
              "-i",
              RELAY_SEEN,
              "--bind-host",
              RELAY_REAL,
              "--ports",
              FIRST_PORT + "-" + LAST_PORT,
              "--debug");
      srvd.awaitLine("srvd is ready", PrivateSystem.START_LIMIT);
      RunningProgram sshnpd = system.sshnpd("localhost:" + web.port(), "--debug");
      RunningProgram npt = system.npt(web.port(), "-T", "1m", "--debug");
      int port = PrivateSystem.localPort(npt);

      assertThat(WebService.ask(port, "/" + MARKER, MARKER))
          .startsWith(WebService.body("/" + MARKER));

      Map<String, String> secrets = new LinkedHashMap<>();
      List<byte[]> sessionKeys = HeapDump.arraysHeldBy(AES_KEY, npt.pid(), directory);
      sessionKeys.addAll(HeapDump.arraysHeldBy(AES_KEY, sshnpd.pid(), directory));
      sessionKeys.removeIf(SecretsStayWithTheEndsTest::isWiped);
      assertThat(sessionKeys)
          .as("keys in the memory of both ends")
          .hasSizeGreaterThan(2)
          .allMatch(key -> key.length == 32);
      for (int i = 0; i < sessionKeys.size(); i++) {
        addForms(secrets, "key %d of the ends' memory".formatted(i), sessionKeys.get(i));
      }
      for (String atSign : List.of("@client", "@device")) {
        addKeysFile(secrets, system.keysFile(atSign));
      }
      npt.terminate();

      secrets.put("plaintext", MARKER);
      assertThat(proxy.seen())
          .as("bytes seen at the relay, the proofs of both sides among them")
          .hasSizeGreaterThan(2_000)
          // A signed line, or answers to the relay's challenges: base64 that begins with {"iv":
          .containsPattern("\"sessionId\"|[0-9a-f]{12}:eyJpdiI6");
      assertNone(secrets, "the relay's traffic", proxy.seen());
      assertNone(secrets, "the atServers' store", bytes(system.directory().resolve("server")));
      // The plaintext of the request is in no log of the ends either.
      assertNone(secrets, "the logs", bytes(system.logs()));

      plant(system, proxy, secrets);
      assertFound(secrets, "the relay's traffic", proxy.seen());
      assertFound(secrets, "the atServers' store", bytes(system.directory().resolve("server")));
      assertFound(secrets, "the logs", bytes(system.logs()));
    }
  }

  private static String bytes(Path place) throws IOException {
    String all = PrivateSystem.bytesBelow(place);
    assertThat(all).as("something to search in " + place).hasSizeGreaterThan(500);
    return all;
  }

  private static void assertNone(Map<String, String> secrets, String where, String content) {
    secrets.forEach((name, secret) ->
        assertThat(content.contains(secret)).as("%s in %s", name, where).isFalse());
  }

  private static boolean isWiped(byte[] key) {
    for (byte b : key) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void addForms(Map<String, String> secrets, String name, byte[] key) {
    secrets.put(name + " in bytes", new String(key, StandardCharsets.ISO_8859_1));
    secrets.put(name + " in base64", Base64.getEncoder().encodeToString(key));
    secrets.put(name + " in hex", HexFormat.of().formatHex(key));
  }

  /** Finding nothing proves nothing unless the same search finds what has leaked. */
  private static void assertFound(Map<String, String> secrets, String where, String content) {
    secrets.forEach((name, secret) ->
        assertThat(content.contains(secret)).as("%s, planted in %s", name, where).isTrue());
  }

  /** The same ways out as an honest program's: through the relay's port, to a file, to a log. */
  private static void plant(PrivateSystem system, RecordingProxy proxy, Map<String, String> secrets)
      throws IOException {
    String leak = String.join(" ", secrets.values());
    byte[] bytes = leak.getBytes(StandardCharsets.ISO_8859_1);
    // Beyond the range that the relay serves, the proxy still listens.
    try (ServerSocket relay = new ServerSocket(PLANT_PORT, 1, InetAddress.getByName(RELAY_REAL));
        Socket socket = new Socket(RELAY_SEEN, PLANT_PORT)) {
      assertThat(relay.isBound()).isTrue();
      socket.getOutputStream().write(bytes);
      await("the proxy to record it").until(() -> proxy.seen().contains(leak));
    }
    Files.write(system.directory().resolve("server").resolve("planted"), bytes);
    Files.write(system.logs().resolve("planted.err"), bytes);
  }

  /** The self encryption key opens every other value of a keys file; the file is not shared. */
  private static void addKeysFile(Map<String, String> secrets, Path file) throws IOException {
    Matcher member =
        Pattern.compile(
                "\"(aesEncryptPrivateKey|aesPkamPrivateKey|selfEncryptionKey)\":\"([^\"]+)\"")
            .matcher(Files.readString(file));
    List<String> found = new ArrayList<>();
    while (member.find()) {
      found.add(member.group(1));
      secrets.put(member.group(1) + " of " + file.getFileName(), member.group(2));
    }
    assertThat(found).as("secrets of " + file).hasSize(3);
  }
}
