package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.Peer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtKey;

/** Logins whose answer is not waited for (docs/extensions/prompt-logins.md). */
class PromptLoginTest {
  private static final String PROMPT = "noports-login/1";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final AtKeys ALICE = Vectors.alice();
  private static final AtKey PING = AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE);

  private final FakeAtServer server = new FakeAtServer(Vectors.ALICE, ALICE.pkam().publicKey());

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private AtClient open() {
    return AtClient.open(TestClients.config(server, ALICE).withRecipients(List.of(Vectors.BOB)));
  }

  /** Says nothing of a login until a command has come that a patient client would not send yet. */
  private static final class Late implements FakeAtServer.Answers {
    private final Map<Integer, String> held = new ConcurrentHashMap<>();
    private final Set<Integer> through = ConcurrentHashMap.newKeySet();

    @Override
    public @Nullable String to(Peer peer, String line) throws IOException {
      if (through.contains(peer.number()) || line.startsWith("monitor")) {
        return null;
      }
      String challenge = String.valueOf(peer.boundChallenge(Vectors.ALICE));
      if (line.startsWith("from:")) {
        held.put(peer.number(), "data:" + challenge + "\n@");
        return "";
      }
      if (line.startsWith("pkam:")) {
        String signature = line.substring(line.lastIndexOf(':') + 1);
        assertThat(ALICE.pkam().publicKey().verify(challenge, signature, HashAlgorithm.SHA256))
            .isTrue();
        held.merge(peer.number(), "data:success\n@alice@", String::concat);
        return "";
      }
      through.add(peer.number());
      peer.write(held.getOrDefault(peer.number(), ""));
      return null;
    }
  }

  @Test
  void theMonitorAndWhatFirstMessagesNeedAreAskedForBeforeTheServerHasSaidAnything()
      throws Exception {
    server.records.put("public:publickey@bob", Vectors.bob().encryption().publicKey().text());
    server.chooses = offered -> PROMPT;
    server.answers = new Late();
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      client.notify(PING, "ping");
      assertThat(server.linesBeginning("notify:")).hasSize(1);
    }
  }

  @Test
  void aServerThatKnowsNoSuchLoginIsAskedOneThingAfterTheOther() throws Exception {
    server.chooses = offered -> "atProtocol/1.0";
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      client.publishSigningKey();
      assertThat(server.server().connections()).isEqualTo(3);
      assertThat(server.linesBeginning("batch:")).hasSize(1);
    }
  }

  @Test
  void aServerThatTellsAnotherChallengeThanAgreedIsAskedInTheUsualWay() throws Exception {
    server.chooses = offered -> PROMPT;
    server.answers =
        (peer, line) ->
            line.startsWith("from:") && peer.boundChallenge(Vectors.ALICE) != null
                ? "data:_11111111-2222@alice:33333333-4444\n@"
                : null;
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      client.publishSigningKey();
      assertThat(server.linesBeginning("update:")).hasSize(1);
    }
  }

  @Test
  void aServerThatRefusesToChooseIsOfferedNoChoice() throws Exception {
    server.chooses = offered -> null;
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      client.publishSigningKey();
      assertThat(server.linesBeginning("update:")).hasSize(1);
    }
  }

  @Test
  void keysThatAreNotWantedAreRefusedAtOnce() {
    server.chooses = offered -> PROMPT;
    server.answers =
        (peer, line) ->
            line.startsWith("pkam:")
                ? "error:AT0401-Exception: pkam authentication failed\n@"
                : null;
    assertThatThrownBy(this::open).isInstanceOf(LoginRefused.class).hasMessageContaining("AT0401");
  }
}
