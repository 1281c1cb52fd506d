package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A program that sends datagrams through a SOCKS5 proxy (RFC 1928), and lends that to others: what
 * comes to its own UDP port goes to one service behind the proxy. One sender at a time.
 */
final class SocksProgram implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MOST = 65_535;

  private final Socket control;
  private final InetSocketAddress relay;
  private final DatagramSocket towardsProxy;
  private final DatagramSocket lent;
  private final byte[] header;
  private volatile SocketAddress borrower = new InetSocketAddress(LOOPBACK, 9);

  private SocksProgram(Socket control, InetSocketAddress relay, byte[] header) throws IOException {
    this.control = control;
    this.relay = relay;
    this.header = header;
    this.towardsProxy = new DatagramSocket(0, LOOPBACK);
    this.lent = new DatagramSocket(0, LOOPBACK);
  }

  /** Associates; the service is named, not addressed. */
  static SocksProgram to(int proxyPort, String host, int port) throws IOException {
    Socket control = new Socket(LOOPBACK, proxyPort);
    control.setSoTimeout(30_000);
    DataInputStream in = new DataInputStream(control.getInputStream());
    control.getOutputStream().write(new byte[] {5, 1, 0});
    assertThat(in.readNBytes(2)).containsExactly(5, 0);
    control.getOutputStream().write(new byte[] {5, 3, 0, 1, 0, 0, 0, 0, 0, 0});
    assertThat(in.readNBytes(4)).containsExactly(5, 0, 0, 1);
    InetAddress address = InetAddress.getByAddress(in.readNBytes(4));
    InetSocketAddress relay = new InetSocketAddress(address, in.readUnsignedShort());
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    byte[] header =
        ByteBuffer.allocate(5 + name.length + 2)
            .put(new byte[] {0, 0, 0, 3, (byte) name.length})
            .put(name)
            .putShort((short) port)
            .array();
    SocksProgram program = new SocksProgram(control, relay, header);
    Thread.ofVirtual().start(program::forward);
    Thread.ofVirtual().start(program::bringBack);
    return program;
  }

  /** Where others send what is to go to the service. */
  int port() {
    return lent.getLocalPort();
  }

  /** Sends one datagram to the service as one of several fragments. */
  void sendFragment(byte[] data) throws IOException {
    byte[] wrapped = wrapped(data, data.length);
    wrapped[2] = 1;
    towardsProxy.send(new DatagramPacket(wrapped, wrapped.length, relay));
  }

  private byte[] wrapped(byte[] data, int length) {
    return ByteBuffer.allocate(header.length + length).put(header).put(data, 0, length).array();
  }

  private void forward() {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[MOST], MOST);
      while (!lent.isClosed()) {
        lent.receive(packet);
        borrower = packet.getSocketAddress();
        byte[] wrapped = wrapped(packet.getData(), packet.getLength());
        towardsProxy.send(new DatagramPacket(wrapped, wrapped.length, relay));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  /** Only what says that it comes from the service. */
  private void bringBack() {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[MOST], MOST);
      while (!towardsProxy.isClosed()) {
        towardsProxy.receive(packet);
        ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        if (bytes.remaining() >= header.length
            && bytes.slice(0, header.length).equals(ByteBuffer.wrap(header))) {
          int length = bytes.remaining() - header.length;
          lent.send(new DatagramPacket(packet.getData(), header.length, length, borrower));
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    towardsProxy.close();
    lent.close();
    control.close();
  }
}
