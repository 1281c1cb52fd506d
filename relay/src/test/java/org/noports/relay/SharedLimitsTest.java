package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.name.AtSign;
import org.noports.tunnel.pairing.Side;

/** What all sessions of a relay together may cost before their connections have partners. */
final class SharedLimitsTest {
  private static final int KIB = 1024;
  private static final AtSign MALLORY = AtSign.of("@mallory");

  private final List<Socket> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Test
  void connections_that_wait_in_many_sessions_keep_no_more_than_the_relay_has_for_all()
      throws Exception {
    try (Rig rig = Rig.with(limits -> limits.waitingMemory(256 * KIB));
        LiveSession live = LiveSession.in(rig)) {
      for (int i = 0; i < 8; i++) {
        Socket waiting = rig.session().enter(Side.A);
        open.add(waiting);
        Rig.send(waiting, "x".repeat(60 * KIB));
      }
      // Beyond three quarters only what came with a proof.
      await().until(() -> rig.relay.waitingBytes() >= 192 * KIB);
      assertThat(rig.relay.waitingBytes()).isLessThanOrEqualTo(256 * KIB);
      live.takesOneMore();
      // What comes with a proof has room of its own.
      Rig.Session session = rig.session();
      Socket early = session.dial(Side.A);
      open.add(early);
      Rig.send(early, session.line(Side.A) + "\nwith the line");
      try (Socket partner = session.enter(Side.B)) {
        assertThat(Rig.receive(partner, 13)).isEqualTo("with the line");
      }
      closeAll();
      await().until(() -> rig.relay.waitingBytes() == 0);
      live.carriesOn();
    }
  }

  @Test
  void who_waits_while_there_is_no_room_loses_nothing() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.waitingMemory(4 * KIB))) {
      Rig.Session session = rig.session();
      String much = "x".repeat(40 * KIB);
      try (Socket a = session.enter(Side.A)) {
        Rig.send(a, much);
        await().until(() -> rig.relay.waitingBytes() >= 3 * KIB);
        try (Socket b = session.enter(Side.B)) {
          assertThat(Rig.receive(b, much.length())).isEqualTo(much);
        }
      }
      await().until(() -> rig.relay.waitingBytes() == 0);
    }
  }

  @Test
  void strangers_in_many_sessions_drive_out_each_other_and_not_those_of_another_client()
      throws Exception {
    RsaKeyPair keys = Rig.BOB_KEYS;
    try (Rig rig = Rig.with(limits -> limits.unauthenticated(100).unauthenticatedPerSession(30));
        LiveSession live = LiveSession.in(rig)) {
      rig.edge.keys.put(MALLORY, keys.publicKey());
      Socket honest = live.session().dial(Side.A);
      open.add(honest);
      await().until(() -> rig.relay.unproved() == 1);
      for (int i = 0; i < 20; i++) {
        Rig.Session crowded = rig.session(Rig.asking(MALLORY, Rig.BOB).build());
        for (int j = 0; j < 20; j++) {
          open.add(crowded.dial(j % 2 == 0 ? Side.A : Side.B));
        }
        live.takesOneMore();
      }
      await().until(() -> rig.relay.statistics().connectionsOverLimit() >= 20 * 20 + 1 - 100);
      assertThat(rig.relay.unproved()).isLessThanOrEqualTo(100);
      // The longest there of all, but its client has the fewest.
      Rig.send(honest, live.session().line(Side.A) + "\n");
      try (Socket partner = live.session().enter(Side.B)) {
        Rig.send(honest, "x");
        assertThat(Rig.receive(partner, 1)).isEqualTo("x");
      }
      live.carriesOn();
      closeAll();
      await().until(() -> rig.relay.unproved() == 0);
    }
  }
}
