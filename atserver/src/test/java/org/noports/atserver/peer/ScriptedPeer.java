package org.noports.atserver.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.ServerTls;

/** An atServer at the other end of real TLS that says what a test tells it to, right or wrong. */
public final class ScriptedPeer implements AutoCloseable {
  private final ServerSocket listener;
  private final ServerTls tls;
  private final Behaviour behaviour;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** What happens on one connection after the TLS handshake. */
  @FunctionalInterface
  public interface Behaviour {
    void serve(Talk talk) throws IOException;
  }

  /** The peer's end of one connection. */
  public final class Talk {
    private final SSLSocket socket;
    private final BufferedReader lines;

    private Talk(SSLSocket socket) throws IOException {
      this.socket = socket;
      this.lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    public SSLSocket socket() {
      return socket;
    }

    /** One record. */
    public void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    /** The next command, or empty text when the caller has gone. */
    public String hear() throws IOException {
      String line = lines.readLine();
      if (line == null) {
        return "";
      }
      received.add(line);
      return line;
    }

    /** Greets and goes through the handshake as a verifier that believes everything. */
    public void accept(String caller) throws IOException {
      say("@");
      hear();
      say("error:AT0015-key not found : publickey\n@");
      hear();
      say(
          "data:proof:_0d7cf1ae-74e6-4b2c-9d2c-8a0d4ae3e2ab"
              + caller
              + ":4c9d0e9c-3f2b-4a52-9d0c-2d6ec2cfa7a1\n@");
      hear();
      say(caller + "@");
    }
  }

  public ScriptedPeer(ServerTls tls, Behaviour behaviour) throws IOException {
    this.tls = tls;
    this.behaviour = behaviour;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      SSLSocket socket = tls.over(plain);
      socket.startHandshake();
      behaviour.serve(new Talk(socket));
    } catch (IOException gone) {
      return;
    }
  }

  public HostPort address() {
    return new HostPort("localhost", listener.getLocalPort());
  }

  /** Every command heard, on all connections. */
  public List<String> received() {
    return received;
  }

  public int connections() {
    return connections.get();
  }

  /** Drops every connection without a word. */
  public void dropConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    dropConnections();
  }
}
