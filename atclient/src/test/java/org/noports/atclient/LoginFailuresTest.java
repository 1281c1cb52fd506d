package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.keys.AtKeys;

/** Why a client does not get in at its atServer. */
class LoginFailuresTest {
  private static final AtKeys ALICE = Vectors.alice();
  private static final AtKeys BOB = Vectors.bob();

  private final FakeAtServer aliceServer =
      new FakeAtServer(Vectors.ALICE, ALICE.pkam().publicKey());
  private final FakeAtServer bobServer = new FakeAtServer(Vectors.BOB, BOB.pkam().publicKey());

  @AfterEach
  void stop() throws IOException {
    aliceServer.close();
    bobServer.close();
  }

  @Test
  void everyWayNotToGetInHasItsOwnFailure() throws Exception {
    assertThatThrownBy(() ->
            AtClient.open(
                AtClientConfig.of(
                    ALICE, TestClients.directory(aliceServer), TrustRoots.platform())))
        .isInstanceOf(NotTrusted.class)
        .hasMessageContaining("--ca-file");
    assertThatThrownBy(() -> AtClient.open(TestClients.config(bobServer, ALICE)))
        .isInstanceOf(UnknownAtSign.class)
        .hasMessageContaining("@alice");
    FakeAtServer wrongKey = new FakeAtServer(Vectors.ALICE, BOB.pkam().publicKey());
    assertThatThrownBy(() -> AtClient.open(TestClients.config(wrongKey, ALICE)))
        .isInstanceOfSatisfying(
            LoginRefused.class, refused -> assertThat(refused.code()).isEqualTo("AT0401"));
    wrongKey.answers =
        (peer, line) ->
            line.startsWith("pkam:") ? "error:AT0027:enrollment_id: x is revoked\n@" : null;
    assertThatThrownBy(() -> AtClient.open(TestClients.config(wrongKey, ALICE)))
        .isInstanceOf(LoginRefused.class)
        .hasMessageContaining("revoked");
    wrongKey.answers =
        (peer, line) -> line.startsWith("from:") ? "data:{\"sign\":\"me\"}\n@" : null;
    assertThatThrownBy(() -> AtClient.open(TestClients.config(wrongKey, ALICE)))
        .isInstanceOf(ServerUnintelligible.class)
        .hasMessageContaining("nothing was signed");
    wrongKey.server().close();
    assertThatThrownBy(() -> AtClient.open(TestClients.config(wrongKey, ALICE)))
        .isInstanceOf(AtServerUnreachable.class)
        .hasMessageContaining("connection refused");
    wrongKey.close();
    assertThatThrownBy(() -> AtClient.open(TestClients.config(wrongKey, ALICE)))
        .isInstanceOf(DirectoryUnreachable.class)
        .hasMessageContaining("connection refused");
  }
}
