package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadStreamException;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.ControlLineReader;
import org.noports.tunnel.records.AuthenticatedStream;
import org.noports.tunnel.records.ShiftedException;

/**
 * The device's end of the control channel: hears which connections are asked for, and in an
 * authenticated session says what became of them (sessions.md 4.3, 8.3). The session ends with the
 * channel. One thread runs it; {@link #opened} and {@link #failed} are thread-safe.
 */
final class DeviceControl {
  /**
   * The client dials when it has the daemon's answer, and that may take longer than on a data
   * connection; the relay's own grace is as long.
   */
  private static final Duration CLIENT_LIMIT = Duration.ofSeconds(30);

  /** A relay takes a waiting connection that is closed out of its queue (sessions.md 3.3). */
  private static final Duration HOLD_END = Duration.ofSeconds(1);

  /** Names of connections remembered, so that none comes twice: its keys would. */
  private static final int MOST_NAMES = 65_536;

  private static final Logger LOG = System.getLogger(DeviceControl.class.getName());

  /** A connection the client asks for. */
  interface Asked {
    /** On a connection that is through to the relay. */
    RelayStream through(SocketChannel relay);

    /** What it is to lead to; null for the session's own service. */
    default @Nullable ServiceAddress target() {
      return null;
    }

    /** Whether it is to be joined at the relay only, until the client starts it. */
    default boolean prepared() {
      return false;
    }
  }

  /** An authenticated connection the client asks for. */
  private record AskedInRecords(
      ConnectionId id, AeadKeys keys, @Nullable ServiceAddress target, boolean prepared)
      implements Asked {
    @Override
    public RelayStream through(SocketChannel relay) {
      return new RelayStream.Authenticated(
          id,
          relay,
          AuthenticatedStream.ofDevice(relay, keys, id),
          AuthenticatedStream.HELLO_LIMIT);
    }
  }

  /** Greets where it has to be, and gives the channel. */
  private interface Greeting {
    ControlChannel channel() throws IOException;
  }

  private final DeviceSideOptions options;
  private final Lifetime lifetime;
  private final SocketChannel relay;
  private final Greeting greeting;
  // Of the thread that runs it.
  private final SequencedSet<ConnectionId> names = new LinkedHashSet<>();
  private volatile @Nullable ControlChannel channel;

  private DeviceControl(
      DeviceSideOptions options, Lifetime lifetime, SocketChannel relay, Greeting greeting) {
    this.options = options;
    this.lifetime = lifetime;
    this.relay = relay;
    this.greeting = greeting;
  }

  /** Takes over a connection, proves it where that is still to do; says what must come first. */
  static DeviceControl open(EarlyDial early, DeviceSideOptions options, Lifetime lifetime)
      throws IOException {
    SocketChannel relay = early.connected();
    return switch (options.keys()) {
      case StreamKeys.Clear() -> plain(early, relay, null, options, lifetime);
      case StreamKeys.CounterMode(SessionKeys keys) -> plain(early, relay, keys, options, lifetime);
      case StreamKeys.Authenticated(AeadKeys keys) -> {
        AuthenticatedStream stream =
            AuthenticatedStream.ofDevice(relay, keys, ConnectionId.CONTROL);
        if (options.greetsWithProof() && early.isUnproved()) {
          early.prove(relay, stream.hello());
        } else {
          early.prove(relay);
          stream.sendHello();
        }
        yield new DeviceControl(
            options,
            lifetime,
            relay,
            () -> {
              stream.awaitHello(CLIENT_LIMIT);
              return new RecordControl(relay, stream);
            });
      }
    };
  }

  private static DeviceControl plain(
      EarlyDial early,
      SocketChannel relay,
      @Nullable SessionKeys keys,
      DeviceSideOptions options,
      Lifetime lifetime)
      throws IOException {
    early.prove(relay);
    ControlLineReader lines =
        keys == null || !keys.twin() ? ControlLineReader.tolerant() : ControlLineReader.strict();
    ControlChannel channel =
        PlainControl.ofDevice(relay, StreamCiphers.clientToDaemon(keys), lines);
    return new DeviceControl(options, lifetime, relay, () -> channel);
  }

  /** Hears the client until the channel ends; gives each connection it asks for, in order. */
  void run(Consumer<Asked> connect) {
    try {
      ControlChannel heard = lifetime.own(greeting.channel());
      lifetime.disown(relay);
      channel = heard;
      try {
        List<ControlLine> lines;
        while ((lines = heard.read()) != null) {
          for (ControlLine line : lines) {
            obey(line, connect);
          }
        }
        lifetime.end(EndReason.PEER_CLOSED, "the client or the relay closed the session");
      } catch (AeadStreamException e) {
        heard.reset();
        ControlEnd.broken(lifetime, e);
      }
    } catch (ShiftedException e) {
      lifetime.end(
          EndReason.PROTOCOL_BROKEN,
          "the control connection does not lead to the client: " + e.getMessage());
    } catch (ProtocolException e) {
      lifetime.end(
          EndReason.PROTOCOL_BROKEN, "the control channel carried what is not of a session");
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the connection to the relay was lost");
    }
  }

  private void obey(ControlLine line, Consumer<Asked> connect) throws IOException {
    switch (line) {
      case ControlLine.Connect(SessionKeys keys) -> plain(keys, connect);
      case ControlLine.ConnectPlain() -> plain(null, connect);
      case ControlLine.Open(ConnectionId id) -> authenticated(id, null, false, connect);
      case ControlLine.Prepare(ConnectionId id) -> authenticated(id, null, true, connect);
      case ControlLine.OpenTo(ConnectionId id, ServiceAddress target) ->
          authenticated(id, target, false, connect);
      case ControlLine.Heartbeat heartbeat -> answer(heartbeat);
      case ControlLine.Opened opened -> ignore();
      case ControlLine.Failed failed -> ignore();
      case ControlLine.Unknown unknown -> ignore();
      case ControlLine.Broken broken ->
          lifetime.end(EndReason.PROTOCOL_BROKEN, "a control line was damaged or forged");
    }
  }

  /**
   * Where the device has a voice it answers with the same line: so the client sees that both relay
   * and device run. Elsewhere it has done its work by arriving; in one-key mode an answer would
   * even reveal what the client says (sessions.md 8.2, 1).
   */
  private void answer(ControlLine.Heartbeat heartbeat) throws IOException {
    if (options.keys() instanceof StreamKeys.Authenticated) {
      write(heartbeat);
    }
  }

  private void plain(@Nullable SessionKeys keys, Consumer<Asked> connect) {
    boolean fitting =
        switch (options.keys()) {
          case StreamKeys.Clear() -> true;
          case StreamKeys.CounterMode counterMode -> keys != null;
          case StreamKeys.Authenticated authenticated -> false;
        };
    if (fitting) {
      connect.accept(relay ->
          new RelayStream.Unauthenticated(
              relay,
              StreamCiphers.daemonToClient(keys),
              StreamCiphers.clientToDaemon(keys),
              HOLD_END));
    } else {
      lifetime.end(
          EndReason.PROTOCOL_BROKEN,
          keys == null
              ? "a connection in clear was asked for in an encrypted session"
              : "a connection without authentication was asked for in an authenticated session");
    }
  }

  private void authenticated(
      ConnectionId id, @Nullable ServiceAddress target, boolean prepared, Consumer<Asked> connect) {
    if (!(options.keys() instanceof StreamKeys.Authenticated(AeadKeys keys))) {
      ignore();
    } else if (isNew(id)) {
      connect.accept(new AskedInRecords(id, keys, target, prepared));
    } else {
      lifetime.end(EndReason.PROTOCOL_BROKEN, "the same connection was asked for twice");
    }
  }

  private boolean isNew(ConnectionId id) {
    if (id.equals(ConnectionId.CONTROL) || id.equals(ConnectionId.SINGLE) || !names.add(id)) {
      return false;
    }
    if (names.size() > MOST_NAMES) {
      Iterator<ConnectionId> oldest = names.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  private void ignore() {
    LOG.log(Level.INFO, () -> options.name() + ": a control line of an unknown kind is ignored");
  }

  /** Tells the client, if it can be told, that the service is reached. */
  void opened(RelayStream stream) throws IOException {
    if (stream instanceof RelayStream.Authenticated(ConnectionId id, _, _, _)) {
      write(new ControlLine.Opened(id));
    }
  }

  /** Tells the client, if it can be told, why the service is not reached; whether it was. */
  boolean failed(RelayStream stream, IOException why) throws IOException {
    if (stream instanceof RelayStream.Authenticated(ConnectionId id, _, _, _)) {
      write(new ControlLine.Failed(id, reason(why)));
      return true;
    }
    return false;
  }

  private void write(ControlLine line) throws IOException {
    ControlChannel open = channel;
    if (open != null) {
      open.write(line);
    }
  }

  private static ControlLine.Failed.Reason reason(IOException why) {
    return switch (why) {
      case ServiceUnreachable e -> e.reason();
      case ConnectException e -> ControlLine.Failed.Reason.REFUSED;
      case SocketTimeoutException e -> ControlLine.Failed.Reason.TIMEOUT;
      case UnknownHostException e -> ControlLine.Failed.Reason.UNRESOLVED;
      default -> ControlLine.Failed.Reason.ERROR;
    };
  }
}
