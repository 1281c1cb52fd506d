package org.noports.atserver.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/** Peers that say what a test wants, over real TLS, and connections to them. */
abstract class PeerFixture {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign BOB = AtSign.of("@bob");
  static final AtSign COLIN = AtSign.of("@colin");
  static final PeerSettings PATIENT =
      new PeerSettings(
          2,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          2_000);

  /** For those who are to run into a limit. */
  static final PeerSettings HASTY =
      new PeerSettings(
          2,
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMinutes(1),
          2_000);

  @TempDir Path directory;
  TestAuthority authority;
  final Map<AtSign, HostPort> addresses = new ConcurrentHashMap<>();
  final List<AutoCloseable> opened = new ArrayList<>();
  final Caller caller = new Caller();
  PeerConnections peers;
  PeerConnections hasty;

  /** Remembers what it was asked to prove and shown. */
  static final class Caller implements PolCaller {
    final List<String> proved = new CopyOnWriteArrayList<>();
    final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void prove(AtSign who, String session, String challenge) {
      proved.add(who + " " + session + " " + challenge);
    }

    @Override
    public void sawPublicKey(AtSign who, AtSign peer, String json) {
      seen.add(who + " " + peer + " " + json);
    }
  }

  @BeforeEach
  final void open() {
    authority = new TestAuthority(directory);
    peers = connections(PATIENT);
    hasty = connections(HASTY);
  }

  PeerConnections connections(PeerSettings settings) {
    return new PeerConnections(
        settings,
        addresses::get,
        authority.clientNamed("localhost"),
        caller,
        InstantSource.system());
  }

  @AfterEach
  final void close() throws Exception {
    peers.close();
    hasty.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  ScriptedPeer peer(AtSign name, ScriptedPeer.Behaviour behaviour) throws IOException {
    ScriptedPeer peer = new ScriptedPeer(authority.server(), behaviour);
    opened.add(peer);
    addresses.put(name, peer.address());
    return peer;
  }

  /** Accepts the caller and echoes every request. */
  static ScriptedPeer.Behaviour echo(AtSign who) {
    return talk -> {
      talk.accept(who.text());
      for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
        talk.say("data:" + line + "\n" + who + "@");
      }
    };
  }

  static void assertFailed(@Nullable PeerAnswer answer, ErrorCode code) {
    assertThat(answer).isInstanceOf(PeerAnswer.Failed.class);
    assertThat(answer).extracting("code").isEqualTo(code);
    assertThat(answer).extracting("message").asString().doesNotContain("\n");
  }
}
