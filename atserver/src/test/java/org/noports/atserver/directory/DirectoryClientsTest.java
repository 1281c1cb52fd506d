package org.noports.atserver.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.TestAuthority;

/** The dialogues of each known client with the directory (the table of atprotocol.md 1.2). */
class DirectoryClientsTest {
  private static final Map<String, HostPort> NAMES =
      Map.of(
          "@alice", new HostPort("localhost", 25_000),
          "@alice🛠", new HostPort("localhost", 25_001));

  @TempDir static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static TestAuthority authority;

  @SuppressWarnings("NullAway.Init")
  private static AtDirectoryServer server;

  @BeforeAll
  static void start() {
    authority = new TestAuthority(directory);
    server =
        AtDirectoryServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            authority.server(),
            atSign -> NAMES.get(atSign.text()),
            DirectoryLimits.DEFAULTS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static DirectoryTestClient open() throws IOException {
    return new DirectoryTestClient(authority.client(), server.port());
  }

  @Test
  void dartWantsThePromptAloneTheWholeAnswerInOneEventAndSaysGoodbye() throws IOException {
    try (DirectoryTestClient client = open()) {
      assertThat(client.read()).isEqualTo("@");
      client.send("alice\n");
      assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
      client.send("@exit\n");
      assertThat(client.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
  }

  @Test
  void cProbesWithEmptyLinesBeforeAndAfter() throws IOException {
    try (DirectoryTestClient client = open()) {
      assertThat(client.read()).isEqualTo("@");
      client.send("\r\n");
      assertThat(client.read()).isEqualTo("null\r\n@");
      for (int i = 0; i < 5; i++) {
        client.send("alice\r\n");
        assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
        client.send("\n");
        assertThat(client.read()).isEqualTo("null\r\n@");
      }
    }
  }

  @Test
  void javaAndRustReadALineWithTheGreetingBeforeIt() throws IOException {
    for (String known : List.of("alice", "alice🛠")) {
      try (DirectoryTestClient client = open()) {
        client.send(known + "\n");
        String line = client.read() + client.read();
        assertThat(line).startsWith("@localhost:").endsWith("\r\n@");
        assertThat(line.substring(1, line.indexOf('\n')).strip().split(":", -1)).hasSize(2);
      }
    }
    try (DirectoryTestClient client = open()) {
      client.send("nobody\n");
      assertThat(client.read() + client.read()).isEqualTo("@null\r\n@");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALICE\r\n", "  alice \n", "@alice\n", "\talice\t\r\n"})
  void aNameIsFoundHoweverItIsWritten(String line) throws IOException {
    try (DirectoryTestClient client = open()) {
      assertThat(client.read()).isEqualTo("@");
      client.send(line);
      assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@@alice\n",
        "al ice\n",
        "alice@\n",
        "alice:25000\n",
        "alice\u0000\n",
        "a.lice\n",
        "alice🛠\uFE0F\n",
        "proxy:alice\n",
        "'\n",
        "@\n",
        "null\n"
      })
  void whatIsNoNameIsUnknown(String line) throws IOException {
    try (DirectoryTestClient client = open()) {
      assertThat(client.read()).isEqualTo("@");
      client.send(line);
      assertThat(client.read()).isEqualTo("null\r\n@");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"@exit\n", "@EXIT\r\n", " @exit", "alice\n@exit"})
  void goodbyeNeedsNoLineFeedAndHasNoAnswer(String farewell) throws IOException {
    try (DirectoryTestClient client = open()) {
      assertThat(client.read()).isEqualTo("@");
      client.send(farewell);
      String last = client.read();
      if (farewell.startsWith("alice")) {
        assertThat(last).isEqualTo("localhost:25000\r\n@");
        last = client.read();
      }
      assertThat(last).isEqualTo(DirectoryTestClient.CLOSED);
    }
  }

  @Test
  void manyNamesInOneWriteAreAnsweredInOrder() throws IOException {
    try (DirectoryTestClient client = open()) {
      StringBuilder got = new StringBuilder(client.read());
      client.send("alice\n".repeat(200));
      String all = "@" + "localhost:25000\r\n@".repeat(200);
      while (got.length() < all.length()) {
        got.append(client.read());
      }
      assertThat(got).hasToString(all);
    }
  }
}
