package org.noports.atclient.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.AtClient;
import org.noports.atclient.RpcFailed;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;

/** Alice asks bob; the two fake servers pass notifications on to each other. */
class RpcTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtKeys ALICE = Vectors.alice();
  private static final AtKeys BOB = Vectors.bob();
  private static final JsonObject QUESTION =
      JsonObject.builder().put("clientAtsign", "@carol").build();

  private final FakeAtServer aliceServer =
      new FakeAtServer(Vectors.ALICE, ALICE.pkam().publicKey());
  private final FakeAtServer bobServer = new FakeAtServer(Vectors.BOB, BOB.pkam().publicKey());
  private final AtClient alice;
  private final AtClient bob;

  RpcTest() {
    aliceServer.records.put("public:publickey@bob", BOB.encryption().publicKey().text());
    bobServer.records.put("public:publickey@alice", ALICE.encryption().publicKey().text());
    alice = AtClient.open(TestClients.config(aliceServer, ALICE));
    bob = AtClient.open(TestClients.config(bobServer, BOB));
  }

  @BeforeEach
  void connect() throws Exception {
    alice.awaitMonitoring(SOON);
    bob.awaitMonitoring(SOON);
    aliceServer.answers =
        (peer, line) -> {
          pass(line, Vectors.ALICE, bobServer);
          return null;
        };
    bobServer.answers =
        (peer, line) -> {
          pass(line, Vectors.BOB, aliceServer);
          return null;
        };
  }

  @AfterEach
  void stop() throws IOException {
    alice.close();
    bob.close();
    aliceServer.close();
    bobServer.close();
  }

  private static void pass(String line, AtSign from, FakeAtServer to) {
    if (CommandParser.parse(line) instanceof Notify notify && notify.recipient() != null) {
      String json =
          "{\"ivNonce\":\"%s\",\"sharedKeyEnc\":\"%s\"}"
              .formatted(notify.metadata().ivNonce(), notify.metadata().sharedKeyEnc());
      Notification shown =
          new Notification(
              notify.id() == null ? "" : notify.id(),
              from,
              notify.recipient(),
              notify.recipient() + ":" + notify.key() + from,
              notify.value(),
              Operation.UPDATE,
              1_729_764_000_123L,
              MessageType.KEY,
              true,
              null);
      to.push(shown.line().replace("\"metadata\":null", "\"metadata\":" + json));
    }
  }

  @Test
  void aQuestionGetsItsAnswerAfterAnAck() throws Exception {
    try (RpcResponder responder =
            RpcResponder.open(
                bob,
                "sshnp",
                "auth_checks",
                from -> true,
                (from, payload) ->
                    JsonObject.builder()
                        .put("from", from.text())
                        .put("authorized", payload.string("clientAtsign").equals("@carol"))
                        .build());
        RpcClient client = RpcClient.open(alice, "sshnp", "auth_checks")) {
      assertThat(responder).isNotNull();
      JsonObject answer = client.request(Vectors.BOB, QUESTION, SOON);
      assertThat(answer.bool("authorized")).isTrue();
      assertThat(answer.string("from")).isEqualTo("@alice");
      assertThat(aliceServer.linesBeginning("notify:").getFirst())
          .contains(":ttln:30000:")
          .containsPattern(":@bob:request\\.\\d{16}\\.auth_checks\\.__rpcs\\.sshnp@alice:");
      assertThat(bobServer.linesBeginning("notify:"))
          .hasSize(2)
          .anyMatch(line -> line.contains(":@alice:ack."))
          .anyMatch(line -> line.contains(":@alice:success."));
    }
  }

  @Test
  void whatTheHandlerThrowsIsTheReasonOfTheRefusal() {
    try (RpcResponder responder =
            RpcResponder.open(
                bob,
                "sshnp",
                "auth_checks",
                from -> true,
                (from, payload) -> {
                  throw new IllegalArgumentException("no such device");
                });
        RpcClient client = RpcClient.open(alice, "sshnp", "auth_checks")) {
      assertThat(responder).isNotNull();
      assertThatThrownBy(() -> client.request(Vectors.BOB, QUESTION, SOON))
          .isInstanceOf(RpcFailed.class)
          .hasMessageContaining("no such device");
    }
  }

  @Test
  void aStrangerGetsNoAnswerAndSilenceHasAnEnd() {
    try (RpcResponder responder =
            RpcResponder.open(
                bob, "sshnp", "auth_checks", from -> false, (from, payload) -> payload);
        RpcClient client = RpcClient.open(alice, "sshnp", "auth_checks")) {
      assertThat(responder).isNotNull();
      assertThatThrownBy(() -> client.request(Vectors.BOB, QUESTION, Duration.ofMillis(700)))
          .isInstanceOf(RpcFailed.class)
          .hasMessageContaining("@bob");
      assertThat(bobServer.linesBeginning("notify:")).isEmpty();
    }
  }
}
