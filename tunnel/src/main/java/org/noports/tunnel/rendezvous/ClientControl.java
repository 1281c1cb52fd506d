package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadStreamException;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.AuthenticatedStream;

/**
 * The client's end of the control channel: announces connections, hears what became of them where
 * the device says so, and ends the session with the channel (sessions.md 4.3, 4.5, 8.3). One thread
 * runs it, one at a time announces; the rest is thread-safe.
 */
final class ClientControl implements Closeable {
  private static final long REJECTED_WITHIN_NANOS = 2_000_000_000L;

  /** A relay takes a waiting connection that is closed out of its queue (sessions.md 3.3). */
  private static final Duration HOLD_END = Duration.ofSeconds(3);

  private static final Logger LOG = System.getLogger(ClientControl.class.getName());

  private final ClientSideOptions options;
  private final Lifetime lifetime;
  private final SocketChannel relay;
  private final ControlChannel channel;
  private final long opened = System.nanoTime();

  /** Written by the thread that hears. */
  private volatile long answeredHeartbeat;

  /** The authenticated connections that may still fail at the device. */
  private final Map<ConnectionId, Announced> announced = new ConcurrentHashMap<>();

  /**
   * A connection on its way, and what the device says of it: null when it is open.
   *
   * @param through whether it has reached the relay's queue. One that never does would leave the
   *     device's there alone, to be joined with the next
   */
  private record Announced(
      SocketChannel relay,
      AtomicBoolean through,
      CompletableFuture<ControlLine.Failed.@Nullable Reason> outcome) {
    Announced(SocketChannel relay) {
      this(relay, new AtomicBoolean(), new CompletableFuture<>());
    }
  }

  private ClientControl(
      ClientSideOptions options, Lifetime lifetime, SocketChannel relay, ControlChannel channel) {
    this.options = options;
    this.lifetime = lifetime;
    this.relay = relay;
    this.channel = channel;
  }

  /** Takes over a connection on which session data may follow. */
  static ClientControl open(SocketChannel relay, ClientSideOptions options, Lifetime lifetime)
      throws IOException {
    ControlChannel channel =
        switch (options.keys()) {
          case StreamKeys.Clear() -> PlainControl.ofClient(relay, null);
          case StreamKeys.CounterMode(SessionKeys keys) ->
              PlainControl.ofClient(relay, StreamCiphers.clientToDaemon(keys));
          case StreamKeys.Authenticated(var keys) ->
              greeted(
                  relay,
                  AuthenticatedStream.ofClient(relay, keys, ConnectionId.CONTROL),
                  options.relay());
        };
    return new ClientControl(options, lifetime, relay, channel);
  }

  private static ControlChannel greeted(
      SocketChannel relay, AuthenticatedStream stream, RelayAddress address) throws IOException {
    stream.sendHello();
    try {
      stream.awaitHello(AuthenticatedStream.HELLO_LIMIT);
    } catch (IOException e) {
      throw new TunnelException(
          "the device's end does not answer through the relay at "
              + address
              + " ("
              + e.getMessage()
              + "): the relay may have rejected a side; try again",
          e);
    }
    return new RecordControl(relay, stream);
  }

  /**
   * Says that a connection follows on this one, which is through to the relay, or in an
   * authenticated session about to be ({@link #through}).
   *
   * @param target what it is to lead to; null for the session's own service
   */
  RelayStream announce(SocketChannel relay, @Nullable ServiceAddress target) throws IOException {
    return switch (options.keys()) {
      case StreamKeys.Clear() -> announcePlain(relay, null);
      case StreamKeys.CounterMode(SessionKeys session) ->
          announcePlain(relay, SessionKeys.generate(options.random(), session.twin()));
      case StreamKeys.Authenticated(var keys) ->
          announce(
              relay,
              keys,
              id -> target == null ? new ControlLine.Open(id) : new ControlLine.OpenTo(id, target));
    };
  }

  /** Says that a connection follows on this one which is to be started later. */
  RelayStream announcePrepared(SocketChannel relay) throws IOException {
    if (!(options.keys() instanceof StreamKeys.Authenticated(AeadKeys keys))) {
      throw new IllegalStateException("only an authenticated session prepares connections");
    }
    return announce(relay, keys, ControlLine.Prepare::new);
  }

  private RelayStream announce(
      SocketChannel relay, AeadKeys keys, Function<ConnectionId, ControlLine> line)
      throws IOException {
    ConnectionId id = ConnectionId.random(options.random());
    announced.put(id, new Announced(relay));
    channel.write(line.apply(id));
    return new RelayStream.Authenticated(
        id, relay, AuthenticatedStream.ofClient(relay, keys, id), AuthenticatedStream.HELLO_LIMIT);
  }

  private RelayStream announcePlain(SocketChannel relay, @Nullable SessionKeys keys)
      throws IOException {
    channel.write(keys == null ? new ControlLine.ConnectPlain() : new ControlLine.Connect(keys));
    return new RelayStream.Unauthenticated(
        relay, StreamCiphers.clientToDaemon(keys), StreamCiphers.daemonToClient(keys), HOLD_END);
  }

  /** This machine's end; null when closed. */
  @Nullable InetAddress localAddress() {
    return relay.isOpen() ? relay.socket().getLocalAddress() : null;
  }

  /** The number of the last heartbeat the device has answered, 0 before. */
  long answeredHeartbeat() {
    return answeredHeartbeat;
  }

  /**
   * Waits until the device has reached the service, where it says so; {@link ServiceUnreachable}
   * when it has not.
   */
  void awaitOpened(RelayStream stream, Duration limit) throws IOException, InterruptedException {
    Announced one = announced(stream);
    if (one == null) {
      return;
    }
    ControlLine.Failed.Reason reason;
    try {
      reason = one.outcome().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      reason = ControlLine.Failed.Reason.TIMEOUT;
    } catch (ExecutionException | CancellationException e) {
      throw new IOException("the session has ended", e);
    }
    if (reason != null) {
      throw new ServiceUnreachable(reason);
    }
  }

  /**
   * The relay has taken this connection; what the device has said against it meanwhile, or null.
   * From now on that resets it.
   */
  @Nullable ServiceUnreachable through(RelayStream stream) {
    Announced one = announced(stream);
    if (one != null) {
      one.through().set(true);
    }
    return refused(stream);
  }

  /** What the device has said against this connection so far; null when nothing. */
  @Nullable ServiceUnreachable refused(RelayStream stream) {
    Announced one = announced(stream);
    ControlLine.Failed.Reason reason =
        one == null || one.outcome().isCompletedExceptionally() ? null : one.outcome().getNow(null);
    return reason == null ? null : new ServiceUnreachable(reason);
  }

  private @Nullable Announced announced(RelayStream stream) {
    return stream instanceof RelayStream.Authenticated(ConnectionId id, _, _, _)
        ? announced.get(id)
        : null;
  }

  /** Nothing more can be said of this connection. */
  void ended(RelayStream stream) {
    if (stream instanceof RelayStream.Authenticated(ConnectionId id, _, _, _)) {
      announced.remove(id);
    }
  }

  void write(ControlLine line) throws IOException {
    channel.write(line);
  }

  /** Hears the device until the channel ends. */
  void run() {
    try {
      List<ControlLine> lines;
      while ((lines = channel.read()) != null) {
        lines.forEach(this::hear);
      }
      lifetime.end(
          EndReason.PEER_CLOSED,
          System.nanoTime() - opened < REJECTED_WITHIN_NANOS
              ? "the relay closed the control connection at once: it may have rejected this side"
              : "the device or the relay closed the session");
    } catch (AeadStreamException e) {
      channel.reset();
      ControlEnd.broken(lifetime, e);
    } catch (ProtocolException e) {
      lifetime.end(
          EndReason.PROTOCOL_BROKEN, "the control channel carried what is not of a session");
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the connection to the relay was lost");
    } finally {
      channel.close();
      announced.values().forEach(one -> one.outcome().cancel(false));
    }
  }

  private void hear(ControlLine line) {
    switch (line) {
      case ControlLine.Failed(ConnectionId id, ControlLine.Failed.Reason reason) ->
          failed(id, reason);
      case ControlLine.Opened(ConnectionId id) -> opened(id);
      case ControlLine.Broken broken ->
          lifetime.end(EndReason.PROTOCOL_BROKEN, "a control line was damaged or forged");
      case ControlLine.Connect connect -> ignore();
      case ControlLine.ConnectPlain connect -> ignore();
      case ControlLine.Heartbeat(long number) -> answeredHeartbeat = number;
      case ControlLine.Open open -> ignore();
      case ControlLine.OpenTo open -> ignore();
      case ControlLine.Prepare prepare -> ignore();
      case ControlLine.Unknown unknown -> ignore();
    }
  }

  private void opened(ConnectionId id) {
    LOG.log(Level.DEBUG, () -> options.name() + ": the device has opened " + id);
    Announced one = announced.get(id);
    if (one != null) {
      one.outcome().complete(null);
    }
  }

  /** Resets the connection at the relay, and its thread the local one with it. */
  private void failed(ConnectionId id, ControlLine.Failed.Reason reason) {
    Announced one = announced.get(id);
    if (one != null && one.outcome().complete(reason)) {
      LOG.log(
          Level.INFO,
          () ->
              options.name()
                  + ": the device cannot reach the service: "
                  + ServiceUnreachable.text(reason));
      if (one.through().get()) {
        Sockets.reset(one.relay());
      }
    }
  }

  private void ignore() {
    LOG.log(Level.INFO, () -> options.name() + ": a control line of an unknown kind is ignored");
  }

  @Override
  public void close() {
    channel.close();
  }
}
