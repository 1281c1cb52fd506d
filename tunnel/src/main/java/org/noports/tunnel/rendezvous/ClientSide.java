package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.StartLine;
import org.noports.tunnel.records.ShiftedException;

/**
 * The client's end of a session in multi mode (sessions.md 4.3, 8.3): the control channel, and on
 * demand connections of its own to the relay, announced there. Who asked for one joins it with
 * whatever is to be carried.
 *
 * <p>Threads, all virtual: one reads the control channel; one watches the time-out; one beats;
 * besides them the callers'. Thread-safe. The dialling lock is held while one connection is dialled
 * and announced, so that the order of the relay's queue is the order of the lines.
 */
public final class ClientSide extends SessionSide {
  /**
   * Connections at a time. With the control channel and the device's connections they stay below
   * the 1024 a relay takes for a session: one refused there would shift the pairing.
   */
  public static final int MAX_CONNECTIONS = 500;

  private static final Logger LOG = System.getLogger(ClientSide.class.getName());

  private final ClientSideOptions options;
  private final RelayDialer dialer;
  private final ClientControl control;
  private final PreparedConnections prepared;
  private final ReentrantLock dialling = new ReentrantLock(true);
  private final AtomicLong dialled = new AtomicLong();

  private ClientSide(
      ClientSideOptions options, Lifetime lifetime, RelayDialer dialer, ClientControl control) {
    super(options.pump(), lifetime);
    this.options = options;
    this.dialer = dialer;
    this.control = control;
    this.prepared = new PreparedConnections(options.prepared(), lifetime, this::prepare);
  }

  /** Opens and authenticates the control channel; TunnelException when that fails. */
  public static ClientSide open(ClientSideOptions options) {
    return open(options, EarlyDial.begin(options.name(), options.relay(), options.credential()));
  }

  /** As the other, on a connection begun before with the same name, relay and credential. */
  public static ClientSide open(ClientSideOptions options, EarlyDial early) {
    Lifetime lifetime = early.take();
    return begin(
        lifetime,
        options.relay(),
        () -> {
          SocketChannel channel = early.channel();
          ClientControl control = ClientControl.open(channel, options, lifetime);
          lifetime.own(control);
          lifetime.disown(channel);
          CipherWarmUp.begin(options.keys());
          ClientSide side = new ClientSide(options, lifetime, early.dialer(), control);
          side.start();
          return side;
        });
  }

  private void start() {
    lifetime.start("control", control::run);
    lifetime.start("time-out", this::watchTimeout);
    Duration heartbeat = options.heartbeat();
    if (heartbeat != null) {
      lifetime.start("heartbeat", () -> beat(heartbeat));
    }
    if (namesConnections()) {
      prepared.fill();
    }
  }

  /** This machine's end of the control channel; null when it has closed. */
  public @Nullable InetAddress localAddress() {
    return control.localAddress();
  }

  /** Ends a session whose way to the relay is known to be gone. */
  public void abandon(String why) {
    lifetime.end(EndReason.RELAY_LOST, why);
  }

  /**
   * A new connection to the device, proved to the relay and announced; IOException when the relay
   * can't be reached or the session has ended. What the device can't reach shows as an early end of
   * the connection.
   */
  public DataConnection dial() throws IOException {
    return dialTo(null);
  }

  /**
   * As {@link #dial}, to a service that is named: only for a device that says it opens targets, or
   * forwards UDP, in an authenticated session (docs/extensions/open-targets.md, udp.md).
   */
  public DataConnection dial(ServiceAddress target) throws IOException {
    if (!namesConnections()) {
      throw new IllegalStateException("only an authenticated session names targets");
    }
    return dialTo(target);
  }

  private DataConnection dialTo(@Nullable ServiceAddress target) throws IOException {
    lifetime.connectionStarted();
    @Nullable DataConnection connection = null;
    try {
      if (lifetime.connections() > MAX_CONNECTIONS) {
        throw new IOException("the session has its %d connections".formatted(MAX_CONNECTIONS));
      }
      RelayStream stream = startPrepared(target);
      connection =
          stream != null
              ? new DataConnection(nextName(), this, control, stream)
              : dialAndAnnounce(target);
      return connection;
    } finally {
      if (connection == null) {
        lifetime.connectionEnded(null);
      }
    }
  }

  private DataConnection dialAndAnnounce(@Nullable ServiceAddress target) throws IOException {
    return new DataConnection(
        nextName(), this, control, dialAndAnnounce(relay -> control.announce(relay, target)));
  }

  private RelayStream dialAndAnnounce(Announcement announcement) throws IOException {
    dialling.lock();
    try {
      if (lifetime.isEnded()) {
        throw new ClosedChannelException();
      }
      // Where HELLO would show a connection out of its order, the device dials while this side
      // still proves itself.
      SocketChannel relay = namesConnections() ? dialer.connect() : dialer.dial();
      return announce(relay, announcement);
    } finally {
      dialling.unlock();
    }
  }

  private String nextName() {
    return options.name() + " connection " + dialled.incrementAndGet();
  }

  /** Tells the device of a connection, and what for. */
  private interface Announcement {
    RelayStream announce(SocketChannel relay) throws IOException;
  }

  private RelayStream announce(SocketChannel relay, Announcement announcement) throws IOException {
    RelayStream stream;
    try {
      stream = announcement.announce(relay);
    } catch (IOException e) {
      release(relay);
      lifetime.end(EndReason.RELAY_LOST, "the control channel broke");
      throw e;
    }
    ServiceUnreachable refused;
    try {
      if (namesConnections()) {
        dialer.authenticate(relay);
      }
      stream.begin();
      refused = control.through(stream);
      if (refused == null) {
        return stream;
      }
      release(relay);
      control.ended(stream);
      throw refused;
    } catch (ServiceUnreachable e) {
      throw e;
    } catch (IOException e) {
      release(relay);
      // The device may have refused it already: then nothing is wrong with the session.
      refused = control.refused(stream);
      control.ended(stream);
      if (refused != null) {
        throw refused;
      }
      lifetime.end(EndReason.RELAY_LOST, "the relay closed a connection at its start");
      throw e;
    }
  }

  private RelayStream.Authenticated prepare() throws IOException {
    if (dialAndAnnounce(control::announcePrepared) instanceof RelayStream.Authenticated made) {
      return made;
    }
    throw new IllegalStateException("only an authenticated session prepares connections");
  }

  /**
   * Starts a connection that was prepared. Null when there is none, or the one there was is dead:
   * then nothing of the user's has been sent on it. {@link ServiceUnreachable} when the device says
   * so.
   */
  private @Nullable RelayStream startPrepared(@Nullable ServiceAddress target) throws IOException {
    if (target != null && target.transport() != Transport.TCP) {
      return null;
    }
    RelayStream.Authenticated stream = prepared.take();
    if (stream == null) {
      return null;
    }
    prepared.fill();
    boolean started = false;
    try {
      stream.start(new StartLine(target));
      started = true;
      return stream;
    } catch (ShiftedException e) {
      shifted(e);
      throw e;
    } catch (IOException e) {
      ServiceUnreachable refused = control.refused(stream);
      if (refused != null) {
        throw refused;
      }
      LOG.log(Level.INFO, () -> options.name() + ": a prepared connection was lost: " + e);
      return null;
    } finally {
      if (!started) {
        release(stream.relay());
        control.ended(stream);
      }
    }
  }

  private boolean namesConnections() {
    return options.keys() instanceof StreamKeys.Authenticated;
  }

  /** The time-out is only the first grace: afterwards the session lives while connections do. */
  private void watchTimeout() {
    if (lifetime.pause(options.timeout()) && lifetime.awaitIdle(Duration.ZERO)) {
      lifetime.end(EndReason.IDLE, "no connection was open any more");
    }
  }

  /** Only an authenticated channel carries the device's words (sessions.md 8.3). */
  private void beat(Duration every) {
    Pulse pulse =
        new Pulse(
            lifetime,
            every,
            Pulse.Rhythm.noticing(options.notice()),
            number -> control.write(new ControlLine.Heartbeat(number)),
            control::answeredHeartbeat);
    switch (options.keys()) {
      case StreamKeys.Authenticated authenticated -> pulse.run();
      case StreamKeys.Clear clear -> pulse.runUnanswered();
      case StreamKeys.CounterMode counterMode -> pulse.runUnanswered();
    }
  }
}
