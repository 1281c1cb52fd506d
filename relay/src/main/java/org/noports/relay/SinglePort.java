package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.EscrLine;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Sockets;

/**
 * One listener for every session that asked for it (sessions.md 3.6): each connection is sent a
 * fresh challenge, and its answer tells which side of which session it is. Threads: one accepts;
 * each connection has its own, which then serves it to its end in its session. Thread-safe.
 */
final class SinglePort implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final String NAME = "relay single port";

  private final ServerSocketChannel server;
  private final int advertisedPort;
  private final SessionRegistry sessions;
  private final RelayCounters counters;
  private final Reception reception;
  private final Crowd<Network> crowd;
  private final SecureRandom random;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SinglePort(
      ServerSocketChannel server,
      int advertisedPort,
      SessionRegistry sessions,
      RelayLimits limits,
      RelayCounters counters,
      SecureRandom random) {
    this.server = server;
    this.advertisedPort = advertisedPort;
    this.sessions = sessions;
    this.counters = counters;
    this.reception = new Reception(limits, counters);
    this.crowd = new Crowd<>(limits::unauthenticatedAtSinglePort, limits::unauthenticatedOfAddress);
    this.random = random;
  }

  /** Binds the port, unless somebody has, and serves; RelayException when it can't be had. */
  static SinglePort open(
      SinglePortConfig config,
      @Nullable String bindHost,
      SessionRegistry sessions,
      RelayLimits limits,
      RelayCounters counters,
      SecureRandom random) {
    ServerSocketChannel server;
    int bound;
    try {
      ServerSocketChannel listener = config.listener();
      server = listener == null ? bind(bindHost, config.bindPort()) : listener;
      bound = server.socket().getLocalPort();
    } catch (IOException e) {
      throw new RelayException(
          "cannot listen on port %d for all sessions: %s; stop what listens there, allow this program that port, or choose another with --443-bind-port"
              .formatted(config.bindPort(), e.getMessage()),
          e);
    }
    SinglePort port =
        new SinglePort(
            server,
            config.advertisedPort() == 0 ? bound : config.advertisedPort(),
            sessions,
            limits,
            counters,
            random);
    Thread.ofVirtual().name(NAME).start(port::accept);
    Relay.ALWAYS.log(
        Level.ERROR,
        "Listening on port %d for sessions through port %d".formatted(bound, port.advertisedPort));
    return port;
  }

  private static ServerSocketChannel bind(@Nullable String bindHost, int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(
          bindHost == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(bindHost), port),
          BACKLOG);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Connections that have not yet proved themselves. */
  int strangers() {
    return crowd.size();
  }

  /** Where both sides dial. */
  int advertisedPort() {
    return advertisedPort;
  }

  private void accept() {
    new Acceptor(NAME, server, counters).run(this::admit, this::pause);
  }

  private void admit(SocketChannel channel) throws IOException {
    Speaker speaker = Speaker.of(channel);
    SocketChannel leaving = crowd.admit(channel, Network.of(channel), speaker::isSilent);
    if (leaving != null) {
      counters.connectionsOverLimit.increment();
      Sockets.reset(leaving);
    }
    if (!channel.equals(leaving)) {
      Thread.ofVirtual()
          .name(NAME + " connection of " + channel.getRemoteAddress())
          .start(() -> serve(channel, speaker));
    }
  }

  private void serve(SocketChannel channel, Speaker speaker) {
    Runnable wayIn = null;
    try {
      wayIn =
          reception.receive(NAME, channel, speaker, true, intake -> hear(channel, speaker, intake));
    } finally {
      crowd.leave(channel);
      if (wayIn == null) {
        Sockets.close(channel);
      }
    }
    if (wayIn != null) {
      wayIn.run();
    }
  }

  /** The way of a connection that has proved itself into its session, whose it then is. */
  private Runnable hear(SocketChannel channel, Speaker speaker, Intake intake)
      throws IOException, NotProved {
    EscrChallenge challenge = EscrChallenge.random(random);
    intake.say(challenge.text());
    byte[] line = intake.line();
    crowd.answered(channel);
    EscrLine answer = EscrCheck.parse(line);
    RelaySession session = sessions.session(answer.sessionId());
    EscrCheck check = session == null ? null : session.plan().atSinglePort();
    if (session == null || check == null) {
      throw new NotProved(AuthFailure.WRONG_SESSION);
    }
    Side side = check.proves(answer, line.length, challenge);
    if (!session.takePlace()) {
      throw new NotProved(AuthFailure.SESSION_FULL);
    }
    // The side may dial again as soon as it reads the word: its order must be settled before.
    ArrivalOrder.Ticket ticket = session.order(side).proved(speaker);
    boolean accepted = false;
    try {
      intake.say(EscrChallenge.ACCEPTED);
      accepted = true;
      counters.provedBy(AuthMode.ESCR);
      return () -> session.enter(side, channel, ticket, intake.rest());
    } finally {
      if (!accepted) {
        session.order(side).decided(ticket);
        session.giveBackPlace();
      }
    }
  }

  private void pause(Duration time) {
    try {
      closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more connections; those in a session are the session's. */
  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      Relay.ALWAYS.log(Level.WARNING, "Cannot close the single port", e);
    }
    crowd.close();
  }
}
