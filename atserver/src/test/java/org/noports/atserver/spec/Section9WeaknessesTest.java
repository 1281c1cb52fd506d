package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.json.Json;

@DisplayName("atprotocol.md 9.1: weaknesses of the reference, each attacked")
@ExtendWith(SpecServers.class)
class Section9WeaknessesTest {
  @ParameterizedTest(name = "5 and 6: {0}")
  @ValueSource(
      strings = {
        "notify:id:w1:update:ttln:60000:ttr:-1:@alice:k.w5@victim:planted",
        "notify:id:w2:update:ttln:60000:ttr:-1:@victim:k.w5@bob:planted",
        "notify:id:w3:update:ttln:60000:ttr:-1:@alice:k.w5@alice:planted",
        "notify:id:w4:delete:ttln:60000:@alice:k.w5@victim"
      })
  void whatIsNotTheCallersIsNotAcceptedAndPlantsNothing(String line) {
    try (TestConnection peer = bob.polAt(alice);
        TestConnection owner = alice.login()) {
      assertThat(peer.ask(line)).startsWith("error:AT0009-Exception: ").endsWith("\n@");
      assertThat(owner.data("scan w5")).isEqualTo("[]");
    }
  }

  @Test
  @DisplayName("7: ids belong to their sender")
  void anIdOfOneSenderOverwritesNothingOfAnother() {
    try (TestConnection peer = bob.polAt(alice);
        TestConnection owner = alice.login()) {
      owner.data("notify:id:w7:ttln:600000:@alice:own.w7@alice:mine");
      assertThat(peer.ask("notify:id:w7:update:ttln:600000:@alice:k.w7@bob:theirs"))
          .isEqualTo("data:success\n@bob@");
      assertThat(owner.data("notify:list:w7")).contains("\"mine\"").contains("\"theirs\"");
    }
  }

  @ParameterizedTest(name = "8 and 9: {0}")
  @ValueSource(
      strings = {
        "notify:all:@bob:x.w8@alice:v",
        "notify:status:x",
        "notify:list",
        "notify:fetch:x"
      })
  void strangersAndPeersCanNeitherSendNorAskInTheOwnersName(String line) {
    try (TestConnection stranger = alice.connect();
        TestConnection peer = bob.polAt(alice)) {
      String refused = "error:AT0401-Exception: Command cannot be executed without auth\n@";
      assertThat(stranger.ask(line)).isEqualTo(refused);
      assertThat(peer.ask(line)).isEqualTo(refused);
    }
  }

  @ParameterizedTest(name = "13: {0}")
  @ValueSource(
      strings = {
        "privatekey:at_secret",
        "privatekey:at_pkam_publickey",
        "@alice:signing_privatekey@alice",
        "public:publickey@alice",
        "private:blocklist@alice",
        "other-id.default_enc_private_key.__manage@alice"
      })
  void keysByNameReachesNothingButTheEnrollmentsOwn(String key) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("keys:get:keyName:" + key)).startsWith("error:AT0015-key not found");
      assertThat(owner.ask("keys:delete:keyName:" + key))
          .matches("(?s)error:AT0009-.*|data:-1\n@alice@");
    }
  }

  @Test
  @DisplayName("18: expressions that take for ever")
  void anExpressionThatTakesForEverIsRefusedSoon() {
    try (TestConnection owner = alice.login()) {
      owner.data("update:" + "a".repeat(40) + ".w18@alice v");
      String line = "(.*a){12}q";
      assertThat(owner.ask("scan " + line)).startsWith("error:AT0003-Invalid syntax : ");
      assertThat(owner.ask("sync:from:-1:limit:5:" + line)).isNotEmpty();
      assertThat(owner.ask("noop:0")).isEqualTo("data:ok\n@alice@");
    }
  }

  @Test
  @DisplayName("10: guessing")
  void whoGuessesLoginsWaitsLongerEachTimeHoweverOftenItReconnects() {
    long began = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      try (TestConnection guesser = bob.connect()) {
        guesser.data("from:@bob");
        assertThat(guesser.ask("pkam:AAAA")).startsWith("error:AT0401-");
      }
    }
    // 50 + 100 + ... + 1600 ms
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_500));
    bob.login().close();
  }

  @Test
  @DisplayName("20: limits")
  void oneAtSignCanNotFillTheStorageNorOneAddressKeepAllOthersOut(@TempDir Path directory) {
    Limits limits =
        Limits.DEFAULTS
            .with()
            .recordsPerAtSign(40)
            .bytesPerAtSign(100_000)
            .unauthenticatedPerAddress(3)
            .unauthenticatedVerbsPerSecond(50)
            .build();
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory).withLimits(limits))) {
      TestParty colin = TestParty.activate(host, "@colin");
      try (TestConnection owner = colin.login()) {
        assertThat(owner.ask("update:big.w20@colin " + "x".repeat(100_000)))
            .startsWith("error:AT0028-")
            .endsWith("the storage of @colin is full\n@colin@");
        String answer = "";
        for (int i = 0; i < 50 && !answer.startsWith("error:"); i++) {
          answer = owner.ask("update:k" + i + ".w20@colin v");
        }
        assertThat(answer).startsWith("error:AT0028-");
        assertThat(owner.ask("notify:@colin:k.w20@colin:v")).startsWith("error:AT0028-");
        for (String key : Json.parseArray(owner.data("scan w20")).strings()) {
          owner.data("delete:nc:" + key);
        }
        await()
            .untilAsserted(
                () -> assertThat(owner.ask("update:again.w20@colin v")).startsWith("data:"));
        try (TestConnection one = colin.connect();
            TestConnection two = colin.connect();
            TestConnection three = colin.connect()) {
          long began = System.nanoTime();
          for (int i = 0; i < 150; i++) {
            assertThat(one.ask("noop:0")).isEqualTo("data:ok\n@");
          }
          assertThat(Duration.ofNanos(System.nanoTime() - began))
              .isGreaterThan(Duration.ofMillis(500));
          assertThat(owner.ask("noop:0")).isEqualTo("data:ok\n@colin@");
          assertThat(two.ask("noop:0") + three.ask("noop:0")).isEqualTo("data:ok\n@data:ok\n@");
          try (TestConnection more =
              TestConnection.open(host.addressOf(colin.atSign()), host.caFile())) {
            assertThat(more.isClosedByServer()).isTrue();
            assertThat(more.rest()).isEqualTo("error:AT0012-Inbound connection limit exceeded\n");
          }
        }
      }
      assertThat(host.statistics().turnedAway().get("atsign_full")).isPositive();
      assertThat(host.statistics().throttled()).isPositive();
    }
  }
}
