package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.records.AuthenticatedStream;

/** The client's side of a session by hand: it has the keys, and says what a test wants. */
final class ForeignClient implements AutoCloseable {
  private final AuthenticatedRig rig;
  private final List<SocketChannel> connections = new ArrayList<>();
  private final RecordControl control;

  /** Its control channel leads to the device's, which is open already. */
  ForeignClient(AuthenticatedRig rig) throws IOException {
    this.rig = rig;
    SocketChannel channel = dial();
    AuthenticatedStream stream = greeted(channel, ConnectionId.CONTROL);
    stream.awaitHello(AuthenticatedStream.HELLO_LIMIT);
    control = new RecordControl(channel, stream);
  }

  private SocketChannel dial() throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), rig.relay.address(Side.A).port()));
    connections.add(channel);
    channel.write(ByteBuffer.wrap("A\n".getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private AuthenticatedStream greeted(SocketChannel channel, ConnectionId id) throws IOException {
    AuthenticatedStream stream = AuthenticatedStream.ofClient(channel, rig.keys, id);
    stream.sendHello();
    return stream;
  }

  RecordControl control() {
    return control;
  }

  /** A connection that is announced, through to the relay, and has said HELLO. */
  AuthenticatedStream prepare(ConnectionId id) throws IOException {
    SocketChannel channel = dial();
    control.write(new ControlLine.Prepare(id));
    return greeted(channel, id);
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
