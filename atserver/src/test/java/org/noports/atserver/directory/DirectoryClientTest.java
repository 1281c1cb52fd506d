package org.noports.atserver.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.HostPort;
import org.noports.atserver.peer.ScriptedPeer;
import org.noports.atserver.store.SettableClock;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.name.AtSign;

class DirectoryClientTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final HostPort ADDRESS = new HostPort("localhost", 25_000);

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private final Map<AtSign, HostPort> names = new ConcurrentHashMap<>(Map.of(ALICE, ADDRESS));
  private final List<AtSign> asked = new CopyOnWriteArrayList<>();
  private TestAuthority authority;
  private AtDirectoryServer server;

  @BeforeEach
  void start() {
    authority = new TestAuthority(directory);
    server =
        AtDirectoryServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            authority.server(),
            atSign -> {
              asked.add(atSign);
              return names.get(atSign);
            },
            DirectoryLimits.DEFAULTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DirectoryClient client(int port, Duration time) {
    return new DirectoryClient(new HostPort("localhost", port), authority.client(), clock, time);
  }

  @Test
  void anAddressIsAskedForOnceAnHourAndAgainWhenItWasOfNoUse() {
    try (DirectoryClient client = client(server.port(), Duration.ofSeconds(10))) {
      assertThat(client.lookUp(ALICE)).isEqualTo(ADDRESS);
      assertThat(client.lookUp(ALICE)).isEqualTo(ADDRESS);
      assertThat(asked).hasSize(1);

      client.forget(ALICE);
      assertThat(client.lookUp(ALICE)).isEqualTo(ADDRESS);
      assertThat(asked).hasSize(2);

      clock.forward(DirectoryClient.REMEMBERED);
      names.put(ALICE, new HostPort("localhost", 26_000));
      assertThat(client.lookUp(ALICE)).isEqualTo(new HostPort("localhost", 26_000));
    }
  }

  @Test
  void anUnknownAtSignIsNotRememberedAndNeverSlowedDown() {
    AtSign later = AtSign.of("@later🛠");
    try (DirectoryClient client = client(server.port(), Duration.ofSeconds(10))) {
      long before = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        assertThat(client.lookUp(later)).isNull();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isLessThan(DirectoryLimits.DEFAULTS.brake());
      names.put(later, ADDRESS);
      assertThat(client.lookUp(later)).isEqualTo(ADDRESS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no address\r\n@",
        "localhost\r\n@",
        "localhost:99999\r\n@",
        "localhost:25000:1\r\n@",
        "::1:25000\r\n@",
        "Stop in progress. Can't accept new requests.",
        "\n",
      })
  void whatIsNoAddressIsAnErrorAndNotAnUnknownAtSign(String answer) throws Exception {
    try (ScriptedPeer odd =
            new ScriptedPeer(
                authority.server(),
                talk -> {
                  talk.say("@");
                  talk.hear();
                  talk.say(answer);
                });
        DirectoryClient client = client(odd.address().port(), Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> client.lookUp(ALICE))
          .isInstanceOf(DirectoryException.class)
          .hasMessageContaining("localhost:" + odd.address().port())
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void anEndlessAnswerAWrongGreetingAndSilenceAreErrorsInBoundedTime() throws Exception {
    try (ScriptedPeer endless =
            new ScriptedPeer(
                authority.server(),
                talk -> {
                  talk.say("@");
                  talk.hear();
                  talk.say("x".repeat(10_000));
                  talk.hear();
                });
        ScriptedPeer rude = new ScriptedPeer(authority.server(), talk -> talk.say("HTTP/1.1"));
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        DirectoryClient first = client(endless.address().port(), Duration.ofSeconds(10));
        DirectoryClient second = client(rude.address().port(), Duration.ofSeconds(10));
        DirectoryClient third = client(silent.getLocalPort(), Duration.ofMillis(300))) {
      assertThatThrownBy(() -> first.lookUp(ALICE)).hasMessageContaining("longer than");
      assertThatThrownBy(() -> second.lookUp(ALICE)).hasMessageContaining("did not greet");
      assertThatThrownBy(() -> third.lookUp(ALICE)).hasMessageContaining("in time");
    }
    try (DirectoryClient nobody = client(1, Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> nobody.lookUp(ALICE)).isInstanceOf(DirectoryException.class);
    }
  }
}
