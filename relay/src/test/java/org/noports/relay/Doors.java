package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PortRequest;
import org.noports.tunnel.pairing.Side;

/** The ways into a session: two ports of its own, or the one port of all sessions. */
enum Doors {
  /** There a side says its line at once. */
  TWO_PORTS {
    @Override
    PortRequest request() {
      return Rig.request();
    }

    @Override
    String proof(Rig.Session session, Side side, Socket socket) {
      return session.line(side);
    }

    @Override
    void accepted(Socket socket) {
      // Nothing is said.
    }
  },

  /** There a side answers a challenge. */
  SINGLE_PORT {
    @Override
    PortRequest request() {
      return Rig.asking().by(AuthMode.ESCR, Challenges.KEY).only443(true).build();
    }

    @Override
    String proof(Rig.Session session, Side side, Socket socket) throws IOException {
      return Challenges.Answer.of(session, side, Challenges.line(socket)).text();
    }

    @Override
    void accepted(Socket socket) throws IOException {
      assertThat(Challenges.line(socket)).isEqualTo("ok");
    }
  };

  /** For a session of this kind. */
  abstract PortRequest request();

  /** What proves the side on this connection, without its line feed. */
  abstract String proof(Rig.Session session, Side side, Socket socket) throws IOException;

  /** Waits for what a side that has proved itself is told. */
  abstract void accepted(Socket socket) throws IOException;

  /** A relay with both kinds of doors, some of its limits other than usual. */
  static Rig rig(UnaryOperator<RelayLimits.Builder> change) {
    return rig(change, new SinglePortConfig(0, 0));
  }

  static Rig rig(UnaryOperator<RelayLimits.Builder> change, @Nullable SinglePortConfig port) {
    Rig rig =
        new Rig(
            RelayConfig.at("127.0.0.1")
                .singlePort(port)
                .pumpLimits(Rig.COPYING)
                .limits(change.apply(RelayLimits.DEFAULT.with()).build())
                .build());
    rig.edge.records.put(Challenges.ALICE_URI.text(), Rig.ALICE_KEYS.publicKey().text());
    rig.edge.records.put(Challenges.BOB_URI.text(), Rig.BOB_KEYS.publicKey().text());
    return rig;
  }

  static Rig rig() {
    return rig(limits -> limits);
  }

  Rig.Session session(Rig rig) throws InterruptedException {
    return rig.session(request());
  }

  /** A connection that has proved itself. */
  Socket enter(Rig.Session session, Side side) throws IOException {
    Socket socket = session.dial(side);
    Rig.send(socket, proof(session, side, socket) + "\n");
    accepted(socket);
    return socket;
  }

  /** A session of its own with both sides in it. */
  LiveSession live(Rig rig) throws Exception {
    Rig.Session session = session(rig);
    return new LiveSession(session, side -> enter(session, side));
  }
}
