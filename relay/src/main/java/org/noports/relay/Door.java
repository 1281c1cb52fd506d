package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Sockets;

/**
 * Lets the connections of one side into a session: accepts, limits, authenticates (sessions.md 3.5,
 * 8.2). One thread accepts; each connection has its own, which then serves it to its end.
 */
final class Door {
  private static final byte[] NOTHING = new byte[0];
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);
  private static final Logger LOG = System.getLogger(Door.class.getName());

  private final RelaySession session;
  private final Side side;
  private final ServerSocketChannel server;
  private final @Nullable SideCheck check;
  private final RelayLimits limits;
  private final RelayCounters counters;
  private final ArrivalOrder order = new ArrivalOrder();

  Door(
      RelaySession session,
      Side side,
      ServerSocketChannel server,
      @Nullable SideCheck check,
      RelayLimits limits,
      RelayCounters counters) {
    this.session = session;
    this.side = side;
    this.server = server;
    this.check = check;
    this.limits = limits;
    this.counters = counters;
  }

  /** Accepts until the session closes the listening socket. */
  void run() {
    while (server.isOpen()) {
      SocketChannel channel = null;
      try {
        channel = server.accept();
        counters.connectionsAccepted.increment();
        Sockets.tune(channel);
        admit(channel);
      } catch (IOException e) {
        if (channel != null) {
          Sockets.reset(channel);
        } else if (server.isOpen()) {
          // No file handles left, most likely: without a pause this would be a busy loop.
          LOG.log(Level.WARNING, () -> session + ": cannot accept: " + e.getMessage());
          session.pause(ACCEPT_PAUSE);
        }
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    if (!session.admit(channel)) {
      counters.connectionsOverLimit.increment();
      Sockets.reset(channel);
      return;
    }
    ArrivalOrder.Ticket ticket = order.accepted(channel.socket().getInputStream());
    session.startThread(side + " connection", () -> serve(channel, ticket));
  }

  private void serve(SocketChannel channel, ArrivalOrder.Ticket ticket) {
    Guest guest = null;
    try {
      byte[] rest = check == null ? NOTHING : authenticate(channel, ticket, check);
      if (rest != null && order.awaitTurn(ticket, limits.authenticationTime())) {
        counters.connectionsProved.increment();
        guest = session.arrived(side, channel, rest);
      }
    } finally {
      order.decided(ticket);
      if (guest == null) {
        session.turnedAway(channel);
      }
    }
    if (guest != null) {
      session.attend(guest);
    }
  }

  /** What came after the proof: session data already. Null when the side has not proved itself. */
  private byte @Nullable [] authenticate(
      SocketChannel channel, ArrivalOrder.Ticket ticket, SideCheck check) {
    Intake intake =
        new Intake(
            channel,
            limits.authenticationTime(),
            limits.authenticationBytes(),
            complete -> order.read(ticket, complete));
    try {
      check.check(intake);
      return intake.rest();
    } catch (NotProved e) {
      notProved(e);
    } catch (SocketTimeoutException e) {
      notProved(new NotProved(AuthFailure.TIMED_OUT));
    } catch (IOException e) {
      notProved(new NotProved(AuthFailure.CLOSED, e));
      return null;
    }
    if (check.tellsRefusal()) {
      refuse(channel, intake);
    }
    return null;
  }

  private void notProved(NotProved failure) {
    counters.notProved(failure.why());
    LOG.log(
        Level.INFO,
        () ->
            session + ": a connection to side " + side + " is not let in: " + failure.getMessage());
  }

  /** Says so and ends the own direction, so that the words are not lost with the connection. */
  static void refuse(SocketChannel channel, Intake intake) {
    try {
      intake.say(EscrChallenge.REFUSED);
      channel.shutdownOutput();
    } catch (IOException e) {
      // The other end has gone already.
    }
  }
}
