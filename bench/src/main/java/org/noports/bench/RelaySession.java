package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/**
 * A session at the relay without client and daemon programs: asks for ports as a client does, then
 * dials both sides itself, with the lines each side would send.
 */
final class RelaySession {
  private final PortAnswer ports;
  private final ByteBuffer lineA;
  private final ByteBuffer lineB;

  private RelaySession(PortAnswer ports, String lineA, String lineB) {
    this.ports = ports;
    this.lineA = bytes(lineA);
    this.lineB = bytes(lineB);
  }

  /** Asks the relay of the system for a pair of ports. */
  static RelaySession open(BenchSystem system) {
    SecureRandom random = new SecureRandom();
    AtSign relay = AtSign.of(BenchSystem.RELAY);
    AtSign daemon = AtSign.of(BenchSystem.DAEMON);
    AtKeys keys = keys(system, BenchSystem.CLIENT);
    SessionId sessionId = SessionId.random(random);
    Nonce clientNonce = Nonce.random(random);
    PortRequest request =
        new PortRequest(
            sessionId,
            keys.atSign(),
            daemon,
            true,
            true,
            clientNonce,
            AuthMode.PAYLOAD,
            null,
            false,
            true,
            List.of(),
            true);
    AtClientConfig config =
        AtClientConfig.of(
            keys,
            DirectoryAddress.parse(system.variable("NOPORTS_ROOT")),
            TrustRoots.platformAnd(Path.of(system.variable("NOPORTS_CA"))));
    try (AtClient client = AtClient.open(config);
        var answers = client.subscribe(Pattern.compile(Pattern.quote(sessionId.text())))) {
      client.awaitMonitoring(Duration.ofSeconds(10));
      client.notify(
          MessageName.portRequest(relay, DeviceName.of(BenchSystem.DEVICE), keys.atSign()),
          request.toJson().canonical(),
          NotifyOptions.DEFAULT);
      var answer = answers.poll(Duration.ofSeconds(20));
      if (answer == null || answer.value() == null) {
        throw new BenchException("the relay does not answer");
      }
      PortAnswer ports = PortAnswer.parse(answer.value(), true);
      Nonce rvdNonce = ports.rvdNonce();
      if (rvdNonce == null) {
        throw new BenchException("the relay sent no nonce");
      }
      var daemonKey = keys(system, BenchSystem.DAEMON).encryption().privateKey();
      return new RelaySession(
          ports,
          PayloadAuthLine.line(sessionId, clientNonce, rvdNonce, keys.encryption().privateKey()),
          PayloadAuthLine.line(sessionId, clientNonce, rvdNonce, daemonKey));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** One more connection through the relay, joined and tried with one byte each way. */
  Blast.Stream stream() {
    try {
      SocketChannel a = dial(ports.portA(), lineA);
      SocketChannel b = dial(ports.portB(), lineB);
      exchange(a, b);
      exchange(b, a);
      return new Blast.Stream(a, b);
    } catch (IOException e) {
      throw new BenchException("the relay does not join the sides", e);
    }
  }

  private static SocketChannel dial(int port, ByteBuffer line) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    ByteBuffer copy = line.duplicate();
    while (copy.hasRemaining()) {
      channel.write(copy);
    }
    return channel;
  }

  private static void exchange(SocketChannel from, SocketChannel to) throws IOException {
    from.write(ByteBuffer.wrap(new byte[] {1}));
    if (to.read(ByteBuffer.allocate(1)) != 1) {
      throw new IOException("no byte came through");
    }
  }

  private static AtKeys keys(BenchSystem system, String atSign) {
    return KeysFile.read(system.keysFile(atSign), AtSign.of(atSign), null);
  }

  private static ByteBuffer bytes(String line) {
    String whole = line.endsWith("\n") ? line : line + "\n";
    return ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
  }
}
