package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtKey;

/** How often a client waits for its server, told by what the server hears before it answers. */
class RoundTripsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final AtKeys ALICE = Vectors.alice();
  private static final AtKey PING = AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE);

  private final FakeAtServer server = new FakeAtServer(Vectors.ALICE, ALICE.pkam().publicKey());

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private AtClient open() {
    return AtClient.open(TestClients.config(server, ALICE));
  }

  /** As after an earlier session: the key is stored. */
  private void sharedBefore() {
    server.records.put("public:publickey@bob", Vectors.bob().encryption().publicKey().text());
    try (AtClient before = open()) {
      before.notify(PING, "ping");
    }
    server.lines().clear();
  }

  @Test
  void twoCommandConnectionsAndTheMonitorLogInSideBySide() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    server.answers =
        (peer, line) -> {
          if (line.startsWith("from:")) {
            together.countDown();
            assertThat(together.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
          }
          return null;
        };
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      assertThat(together.getCount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAFirstMessageNeedsIsAskedInOneLineWhereTheServerTakesIt(boolean batches) {
    sharedBefore();
    server.batches = batches;
    try (AtClient client = open()) {
      client.expectMessagesTo(List.of(Vectors.BOB));
      client.notify(PING, "ping");
      assertThat(server.linesBeginning("batch:")).hasSize(1);
      assertThat(server.linesBeginning("llookup:")).hasSize(batches ? 0 : 2);
      assertThat(server.linesBeginning("plookup:")).hasSize(batches ? 0 : 1);
      assertThat(server.linesBeginning("notify:")).hasSize(1);
    }
  }

  @Test
  void anAnswerOfABatchIsUsedOnceAndWhatItLacksIsAskedAgain() {
    try (AtClient client = open()) {
      client.expectMessagesTo(List.of());
      client.publishSigningKey();
      assertThat(server.linesBeginning("llookup:")).isEmpty();
      assertThat(server.linesBeginning("update:")).hasSize(1);
      client.publishSigningKey();
      assertThat(server.linesBeginning("llookup:all:public:_apsk")).hasSize(1);
    }
  }
}
