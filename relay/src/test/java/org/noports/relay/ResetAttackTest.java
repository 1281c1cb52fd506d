package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.tunnel.pairing.Side;

/** Connections that are reset, in every state they can be in (sessions.md 3.3, 3.4). */
final class ResetAttackTest {
  private static final int TIMES = 3;
  private static final Duration POLL = Duration.ofMillis(5);

  enum State {
    JUST_CONNECTED {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(session.dial(Side.A));
      }
    },
    IN_THE_LINE {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(session.dial(Side.A));
        String proof = doors.proof(session, Side.A, open.getFirst());
        Rig.send(open.getFirst(), proof.substring(0, 100));
      }
    },
    AFTER_A_WRONG_LINE {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(session.dial(Side.A));
        Rig.send(open.getFirst(), "{}\n");
      }
    },
    QUEUED {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(doors.enter(session, Side.A));
      }
    },
    QUEUED_WITH_DATA {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(doors.enter(session, Side.B));
        Rig.send(open.getFirst(), "x".repeat(50_000));
      }
    },
    /** The rest is not read, and the end that comes behind it neither. */
    QUEUED_WITH_MORE_DATA_THAN_IS_KEPT {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(doors.enter(session, Side.A));
        Rig.send(open.getFirst(), "x".repeat(100_000));
      }
    },
    QUEUED_AND_HALF_CLOSED {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        open.add(doors.enter(session, Side.A));
        open.getFirst().shutdownOutput();
      }
    },
    PAIRED {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        pair(doors, session, open);
      }
    },
    PAIRED_WITH_DATA_UNDER_WAY {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        pair(doors, session, open);
        Rig.send(open.get(0), "x".repeat(200_000));
        Rig.send(open.get(1), "x".repeat(200_000));
      }
    },
    HALF_CLOSED {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        pair(doors, session, open);
        open.get(0).shutdownOutput();
        assertThat(open.get(1).getInputStream().read()).isNegative();
      }
    },
    HALF_CLOSED_BY_THE_PARTNER {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        pair(doors, session, open);
        open.get(1).shutdownOutput();
        assertThat(open.get(0).getInputStream().read()).isNegative();
      }
    },
    CLOSING {
      @Override
      void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException {
        pair(doors, session, open);
        open.get(1).shutdownOutput();
        open.get(0).shutdownOutput();
      }
    };

    /** Opens connections; the first of them is then reset. */
    abstract void reach(Doors doors, Rig.Session session, List<Socket> open) throws IOException;

    private static void pair(Doors doors, Rig.Session session, List<Socket> open)
        throws IOException {
      open.add(doors.enter(session, Side.A));
      open.add(doors.enter(session, Side.B));
      Rig.send(open.get(0), "x");
      assertThat(Rig.receive(open.get(1), 1)).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_reset_takes_nobody_else_along_and_leaves_nothing(Doors doors, State state)
      throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.halfCloseIdle(Duration.ofMillis(300)));
        LiveSession live = doors.live(rig)) {
      Rig.Session session = live.session();
      live.takesOneMore();
      live.carriesOn();
      Traces before = Traces.now();
      for (int i = 0; i < TIMES; i++) {
        List<Socket> open = new ArrayList<>();
        long decided = decided(rig);
        state.reach(doors, session, open);
        Rig.reset(open.getFirst());
        await().pollInterval(POLL).until(() -> decided(rig) > decided);
        for (Socket socket : open) {
          socket.close();
        }
      }
      live.takesOneMore();
      live.carriesOn();
      await().untilAsserted(() -> Traces.now().assertNoMoreThan(before));
    }
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(Doors.values())
        .flatMap(doors -> Stream.of(State.values()).map(state -> Arguments.of(doors, state)));
  }

  /** Connections of which the relay knows how they ended. */
  private static long decided(Rig rig) {
    RelayStatistics now = rig.relay.statistics();
    return now.authenticationsFailed() + now.queuedConnectionsLost() + now.pairsEnded();
  }
}
