package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.tunnel.pairing.Side;

/**
 * Connections that come and die at random while they wait: those that live still meet the partner
 * they were opened for (sessions.md 3.3). A failing seed replays.
 */
final class QueueAttackTest {
  private static final int STEPS = 150;
  private static final int MOST_WAITING = 12;

  private final List<Socket> waitingA = new ArrayList<>();
  private final List<Socket> waitingB = new ArrayList<>();
  private long deaths;
  private int pairs;

  @ParameterizedTest
  @CsvSource({"1, TWO_PORTS", "7, TWO_PORTS", "20261123, TWO_PORTS", "3, SINGLE_PORT"})
  void whoever_dies_in_the_queue_the_others_meet_in_order(long seed, Doors doors) throws Exception {
    Random random = new Random(seed);
    // Deaths leave those behind waiting for longer than a busy machine needs for all steps.
    try (Rig rig = Doors.rig(limits -> limits.queueTime(Duration.ofMinutes(5)));
        LiveSession live = doors.live(rig)) {
      live.carriesOn();
      for (int step = 0; step < STEPS; step++) {
        Side side = random.nextBoolean() ? Side.A : Side.B;
        if (random.nextInt(3) == 0) {
          kill(side, random, rig);
        } else if (waiting(side).size() < MOST_WAITING) {
          arrive(doors, side, live.session(), "seed " + seed + " step " + step);
        }
      }
      assertThat(deaths).isGreaterThan(10);
      assertThat(pairs).isGreaterThan(20);
      waitingA.addAll(waitingB);
      for (Socket socket : waitingA) {
        socket.close();
      }
      live.carriesOn();
    }
  }

  private List<Socket> waiting(Side side) {
    return side == Side.A ? waitingA : waitingB;
  }

  private void arrive(Doors doors, Side side, Rig.Session session, String name) throws IOException {
    Socket socket = doors.enter(session, side);
    List<Socket> others = waiting(side.other());
    if (others.isEmpty()) {
      waiting(side).add(socket);
      return;
    }
    pairs++;
    try (Socket one = socket;
        Socket two = others.removeFirst()) {
      Rig.send(one, name);
      assertThat(Rig.receive(two, name.length())).isEqualTo(name);
      Rig.send(two, name);
      assertThat(Rig.receive(one, name.length())).isEqualTo(name);
    }
  }

  /** One of those that wait closes or is reset; goes on when the relay has noticed. */
  private void kill(Side side, Random random, Rig rig) throws IOException {
    List<Socket> sockets = waiting(side);
    if (sockets.isEmpty()) {
      return;
    }
    Socket victim = sockets.remove(random.nextInt(sockets.size()));
    if (random.nextBoolean()) {
      Rig.send(victim, "last words");
    }
    if (random.nextBoolean()) {
      Rig.reset(victim);
    } else {
      victim.close();
    }
    deaths++;
    // A reset may overtake the line that was not read yet.
    await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          RelayStatistics now = rig.relay.statistics();
          return now.queuedConnectionsLost() + now.authenticationsFailed() == deaths;
        });
  }
}
