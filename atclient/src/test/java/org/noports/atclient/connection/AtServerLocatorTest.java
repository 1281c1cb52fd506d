package org.noports.atclient.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryUnreachable;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.TlsTestServer;
import org.noports.atclient.testing.Vectors;

/** What programs remember of the directory from one start to the next. */
class AtServerLocatorTest {
  private final FakeAtServer server =
      new FakeAtServer(Vectors.ALICE, Vectors.alice().pkam().publicKey());
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder;

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private AtServerLocator locator() {
    return new AtServerLocator(
        new DirectoryLookup(
            TestClients.directory(server),
            new TlsDialer(TestClients.trust(), Duration.ofSeconds(5)),
            Duration.ofSeconds(5)),
        Vectors.ALICE,
        () -> now,
        folder);
  }

  private AtClientConfig config() {
    return TestClients.config(server, Vectors.alice()).withoutMonitoring().withAddresses(folder);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private int asked() {
    return server.directory().connections();
  }

  @Test
  void theNextProgramDoesNotAskAgainWithinTheHour() throws Exception {
    ServerAddress address = locator().address();
    now = now.plus(Duration.ofMinutes(59));
    assertThat(locator().address()).isEqualTo(address);
    assertThat(asked()).isEqualTo(1);
    assertThat(files()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
  }

  @Test
  void anAnswerOfTodayIsUsedAndTheDirectoryAskedBeside() throws Exception {
    ServerAddress address = locator().address();
    now = now.plus(Duration.ofHours(23));
    assertThat(locator().place()).isEqualTo(new AtServerLocator.Place(address, true));
    await().until(() -> asked() == 2);
    await()
        .untilAsserted(() ->
            assertThat(Files.readString(files().getFirst())).contains("" + now.toEpochMilli()));
  }

  @Test
  void anOlderOneOrOneOfTheFutureIsNotUsed() {
    locator().address();
    now = now.plus(Duration.ofHours(24));
    assertThat(locator().place().remembered()).isFalse();
    now = now.minus(Duration.ofHours(1));
    assertThat(locator().place().remembered()).isFalse();
    assertThat(asked()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost 70000 1", "localhost\n", "a b c\n", "../x 64 1\n"})
  void aDamagedFileCountsAsNone(String content) throws Exception {
    locator().address();
    Files.writeString(files().getFirst(), content);
    assertThat(locator().place().remembered()).isFalse();
  }

  @Test
  void anAddressWhereNobodyIsAnyMoreCostsOneLookUp() throws Exception {
    AtClient.open(config()).close();
    try (TlsTestServer gone = TlsTestServer.start(peer -> peer.close())) {
      remember(gone.port());
    }
    AtClient.open(config()).close();
    assertThat(asked()).isEqualTo(2);
    assertThat(Files.readString(files().getFirst())).contains(" " + server.server().port() + " ");
  }

  @Test
  void anAddressThatIsAnotherAtSignsNowCostsOneLookUp() throws Exception {
    AtClient.open(config()).close();
    try (TlsTestServer other =
        TlsTestServer.start(peer -> {
          peer.write("@");
          peer.read();
          peer.write("data:proof:_s@alice:p\n@");
          peer.read();
        })) {
      remember(other.port());
      AtClient.open(config()).close();
      assertThat(other.connections()).isEqualTo(1);
    }
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void withoutANetworkTheDirectoryIsWhatIsMissing() throws Exception {
    AtClient.open(config()).close();
    server.close();
    assertThatThrownBy(() -> AtClient.open(config())).isInstanceOf(DirectoryUnreachable.class);
    assertThat(files()).hasSize(1);
  }

  private void remember(int port) throws IOException {
    Files.writeString(
        files().getFirst(), "localhost %d %d\n".formatted(port, System.currentTimeMillis() - 1));
  }
}
