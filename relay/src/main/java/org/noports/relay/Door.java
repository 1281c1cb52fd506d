package org.noports.relay;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Sockets;

/**
 * Lets the connections of one side into a session of two ports: accepts, limits, has them prove
 * themselves (sessions.md 3.2, 8.2). One thread accepts; each connection has its own, which then
 * serves it to its end.
 */
final class Door {
  private static final byte[] NOTHING = new byte[0];

  private final RelaySession session;
  private final Side side;
  private final ServerSocketChannel server;
  private final @Nullable SideCheck check;
  private final Reception reception;
  private final RelayCounters counters;

  Door(
      RelaySession session,
      Side side,
      ServerSocketChannel server,
      @Nullable SideCheck check,
      Reception reception,
      RelayCounters counters) {
    this.session = session;
    this.side = side;
    this.server = server;
    this.check = check;
    this.reception = reception;
    this.counters = counters;
  }

  /** Accepts until the session closes the listening socket. */
  void run() {
    new Acceptor(session + ": side " + side, server, counters).run(this::admit, session::pause);
  }

  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread that never waits is never interrupted
  private void admit(SocketChannel channel) throws IOException {
    Speaker speaker = Speaker.of(channel);
    if (check == null) {
      // It has said all it needs to.
      speaker.hasRead(true);
    }
    if (!session.strangers().admit(channel, speaker)) {
      Sockets.reset(channel);
      return;
    }
    ArrivalOrder.Ticket ticket = session.order(side).accepted(speaker);
    session.startThread(side + " connection", () -> serve(channel, ticket));
    // A crowd at the door must not keep this thread busy while others have something to do.
    Thread.yield();
  }

  private void serve(SocketChannel channel, ArrivalOrder.Ticket ticket) {
    byte[] rest = null;
    try {
      rest = check == null ? NOTHING : authenticate(channel, ticket, check);
    } finally {
      if (rest != null && !session.takePlace()) {
        counters.connectionsOverLimit.increment();
        rest = null;
      }
      if (rest == null) {
        session.order(side).decided(ticket);
        session.turnAway(channel);
      }
    }
    if (rest != null) {
      session.enter(side, channel, ticket, rest);
    }
  }

  /** What came after the proof; null when the side has not proved itself. */
  private byte @Nullable [] authenticate(
      SocketChannel channel, ArrivalOrder.Ticket ticket, SideCheck check) {
    return reception.receive(
        session + ": side " + side,
        channel,
        new Intake.Follower() {
          @Override
          public void reads() {
            ticket.reads();
          }

          @Override
          public void hasRead(boolean lineComplete) {
            if (lineComplete) {
              session.strangers().spoke(channel);
            }
            ticket.hasRead(lineComplete);
          }
        },
        check.tellsRefusal(),
        intake -> {
          counters.provedBy(check.check(intake));
          return intake.rest();
        });
  }
}
