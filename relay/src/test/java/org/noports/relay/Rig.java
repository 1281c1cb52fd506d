package org.noports.relay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.PumpLimits;

/** A relay with real sockets, and what a client and a daemon need to use it. */
final class Rig implements AutoCloseable {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign BOB = AtSign.of("@bob");
  static final AtSign RELAY = AtSign.of("@relay");
  static final SecureRandom RANDOM = new SecureRandom();
  static final RsaKeyPair ALICE_KEYS = vectorKeys("clientEncryption");
  static final RsaKeyPair BOB_KEYS = vectorKeys("daemonEncryption");

  /** A spliced pair holds more files than one that is copied, and tests count files. */
  static final PumpLimits COPYING =
      new PumpLimits(1024 * 1024, 256L * 1024 * 1024, 64, PumpLimits.NEVER_SPLICED);

  final WordsEdge edge = new WordsEdge();
  final Relay relay;

  Rig() {
    this(RelayLimits.DEFAULT);
  }

  Rig(RelayLimits limits) {
    this(RelayConfig.at("127.0.0.1").limits(limits).pumpLimits(COPYING).build());
  }

  /** With some limits other than usual. */
  static Rig with(UnaryOperator<RelayLimits.Builder> change) {
    return new Rig(change.apply(RelayLimits.DEFAULT.with()).build());
  }

  Rig(RelayConfig config) {
    this(config, FileHandles.ofProcess(), InstantSource.system());
  }

  Rig(RelayConfig config, InstantSource clock) {
    this(config, FileHandles.ofProcess(), clock);
  }

  Rig(FileHandles files) {
    this(RelayConfig.at("127.0.0.1").build(), files, InstantSource.system());
  }

  private Rig(RelayConfig config, FileHandles files, InstantSource clock) {
    edge.keys.put(ALICE, ALICE_KEYS.publicKey());
    edge.keys.put(BOB, BOB_KEYS.publicKey());
    relay = Relay.start(config, edge, files, RANDOM, clock);
  }

  /** The specification's keys: making new ones takes long. */
  private static RsaKeyPair vectorKeys(String name) {
    try {
      Path vectors = Path.of(System.getProperty("noports.root"), "docs/spec/vectors/session.json");
      JsonObject keys = Json.parseObject(Files.readString(vectors)).object("keys").object(name);
      return new RsaKeyPair(
          RsaPublicKey.fromText(keys.string("publicX509")),
          RsaPrivateKey.fromText(keys.string("privatePkcs8")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What both sides know of a session. */
  record Session(SessionId id, Nonce clientNonce, PortAnswer answer) {
    int port(Side side) {
      return side == Side.A ? answer.portA() : answer.portB();
    }

    String line(Side side) {
      return PayloadAuthLine.line(
          id,
          clientNonce,
          requireNonNull(answer.rvdNonce()),
          (side == Side.A ? ALICE_KEYS : BOB_KEYS).privateKey());
    }

    Socket dial(Side side) throws IOException {
      return dialFrom("127.0.0.1", side);
    }

    /** From another address of this machine: 127.0.0.2 is a stranger to 127.0.0.1. */
    Socket dialFrom(String address, Side side) throws IOException {
      Socket socket =
          new Socket(
              InetAddress.getLoopbackAddress(), port(side), InetAddress.getByName(address), 0);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      return socket;
    }

    /** A connection that has sent its line. */
    Socket enter(Side side) throws IOException {
      Socket socket = dial(side);
      send(socket, line(side) + "\n");
      return socket;
    }
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  /** The peer has closed or reset the connection, and sent nothing before. */
  static boolean isTurnedAway(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** A client's usual request for a new session. */
  static PortRequest.Builder asking() {
    return asking(ALICE, BOB);
  }

  static PortRequest.Builder asking(AtSign client, AtSign daemon) {
    return PortRequest.of(SessionId.random(RANDOM), client, daemon, Nonce.random(RANDOM));
  }

  static PortRequest request() {
    return asking().build();
  }

  void ask(AtSign from, String value) {
    edge.deliver(
        from,
        MessageName.portRequest(RELAY, DeviceName.of("mydevice"), from),
        value,
        Instant.now());
  }

  WordsEdge.@Nullable Sent answer(Duration limit) throws InterruptedException {
    return edge.sent.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  Session session() throws InterruptedException {
    return session(request());
  }

  Session session(PortRequest request) throws InterruptedException {
    ask(request.atSignA(), request.toJson().canonical());
    WordsEdge.Sent sent;
    do {
      // Others may still be told that they are refused.
      sent = requireNonNull(answer(Duration.ofSeconds(10)), "no answer");
    } while (!sent.key().text().contains(request.sessionId().text()));
    return new Session(
        request.sessionId(), request.clientNonce(), PortAnswer.parse(sent.text(), true));
  }

  /** So many ports in a row that are free at this moment. */
  static PortRange freeRange(int size) throws IOException {
    for (int first = 20_000; ; first += size) {
      int free = 0;
      for (int port = first; port < first + size; port++) {
        try (ServerSocket server = new ServerSocket()) {
          server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          free++;
        } catch (BindException e) {
          break;
        }
      }
      if (free == size) {
        return new PortRange(first, first + size - 1);
      }
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
