package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;

/**
 * A session at the relay without client and daemon programs: dials both sides itself, with the
 * lines each side would send.
 */
final class BenchSession {
  private final PortAnswer ports;
  private final ByteBuffer lineA;
  private final ByteBuffer lineB;

  BenchSession(
      SessionId id, Nonce clientNonce, PortAnswer ports, RsaPrivateKey keyA, RsaPrivateKey keyB) {
    Nonce rvdNonce = ports.rvdNonce();
    if (rvdNonce == null) {
      throw new BenchException("the relay sent no nonce");
    }
    this.ports = ports;
    this.lineA = bytes(PayloadAuthLine.line(id, clientNonce, rvdNonce, keyA));
    this.lineB = bytes(PayloadAuthLine.line(id, clientNonce, rvdNonce, keyB));
  }

  /** One more connection through the relay, joined and tried with one byte each way. */
  Blast.Stream stream() {
    try {
      Blast.Stream stream =
          new Blast.Stream(dial(ports.portA(), lineA), dial(ports.portB(), lineB));
      stream.exchange();
      stream.turned().exchange();
      return stream;
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

  private static ByteBuffer bytes(String line) {
    String whole = line.endsWith("\n") ? line : line + "\n";
    return ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
  }
}
