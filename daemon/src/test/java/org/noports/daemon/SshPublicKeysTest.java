package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.ssh.SshKeyAlgorithm;
import org.noports.protocol.ssh.SshKeyPair;

/** {@code sshpublickey} messages to a daemon with and without {@code -s}. */
class SshPublicKeysTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final DeviceName DEVICE = DeviceName.of("box");
  private static final String HELD = "ssh-rsa AAAA somebody else, without an end";

  private final PostOffice office = new PostOffice();
  private ScriptedClient alice;
  @TempDir private Path home;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    alice = new ScriptedClient(office, ALICE, BOB, DEVICE);
    file = Files.writeString(home.resolve("authorized_keys"), HELD);
  }

  @AfterEach
  void end() {
    alice.close();
  }

  private Daemon daemon(boolean accept, String permissions) throws InterruptedException {
    DaemonConfig config =
        DaemonConfig.builder(DEVICE, List.of(ALICE))
            .ssh(new SshSettings(file, 22, accept, permissions, "", SshKeyAlgorithm.ED25519))
            .build();
    Instant now = office.now;
    return Daemon.start(config, office.edge(BOB), (InstantSource) () -> now, ScriptedClient.RANDOM);
  }

  private void send(ScriptedClient client, String text) {
    client.edge.notify(
        MessageName.sshPublicKey(BOB, DEVICE, client.atSign), text, NotifyOptions.DEFAULT);
  }

  private static String newKey() {
    return SshKeyPair.generate(SshKeyAlgorithm.ED25519, ScriptedClient.RANDOM)
        .publicKey("alice@laptop")
        .line();
  }

  private PingAnswer ping() throws InterruptedException {
    alice.ping();
    return PingAnswer.parse(alice.answer());
  }

  @Test
  void aManagersKeyIsAddedOnceOnALineOfItsOwnBehindThePermissions() throws Exception {
    try (Daemon daemon = daemon(true, "no-pty,from=\"127.0.0.1\"")) {
      assertThat(daemon.sessions()).isZero();
      assertThat(ping().supports(Feature.ACCEPTS_PUBLIC_KEYS)).isTrue();
      String key = newKey();
      String expected = HELD + "\nno-pty,from=\"127.0.0.1\" " + key + "\n";
      send(alice, key + "\n");
      await().untilAsserted(() -> assertThat(file).content().isEqualTo(expected));
      send(alice, key);
      String last = newKey();
      send(alice, last);
      await().untilAsserted(() -> assertThat(file).content().contains(last));
      assertThat(file).content().startsWith(expected).hasLineCount(3);
    }
  }

  @Test
  void whatIsNotExactlyOneFreshKeyOfAManagerChangesNothing() throws Exception {
    try (Daemon daemon = daemon(true, "");
        ScriptedClient carol = new ScriptedClient(office, AtSign.of("@carol"), BOB, DEVICE)) {
      assertThat(daemon.sessions()).isZero();
      send(alice, newKey() + "\n" + newKey());
      send(alice, newKey() + "\u0000");
      send(alice, "no-pty " + newKey());
      send(alice, "ssh-ed25519 AAAA x");
      send(carol, newKey());
      office.now = office.now.minus(Duration.ofSeconds(61));
      send(alice, newKey());
      office.now = office.now.plus(Duration.ofSeconds(61));
      String good = newKey();
      send(alice, good);
      await().untilAsserted(() -> assertThat(file).content().contains(good));
    }
    assertThat(file).content().hasLineCount(2);
  }

  @Test
  void withoutTheOptionNoKeyIsTakenAndTheDaemonSaysSo() throws Exception {
    try (Daemon daemon = daemon(false, "")) {
      assertThat(daemon.sessions()).isZero();
      send(alice, newKey());
      assertThat(ping().supports(Feature.ACCEPTS_PUBLIC_KEYS)).isFalse();
    }
    assertThat(file).content().isEqualTo(HELD);
  }
}
