package org.noports.atclient.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/** A TLS server that runs a script for every connection, each on a thread of its own. */
public final class TlsTestServer implements AutoCloseable {
  private final ServerSocket listener;
  private final TestCertificates certificates;
  private final Script script;
  private final Consumer<SSLSocket> terms;
  private final Thread acceptor = Thread.ofVirtual().name("test server").unstarted(this::accept);
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** What the server does on one connection; the connection is closed afterwards. */
  @FunctionalInterface
  public interface Script {
    void run(Peer peer) throws IOException, InterruptedException;
  }

  private TlsTestServer(TestCertificates certificates, Consumer<SSLSocket> terms, Script script)
      throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.certificates = certificates;
    this.script = script;
    this.terms = terms;
  }

  public static TlsTestServer start(Script script) {
    return start(TestCertificates.LOCALHOST, script);
  }

  public static TlsTestServer start(TestCertificates certificates, Script script) {
    return start(certificates, socket -> {}, script);
  }

  /** A server with TLS terms of its own, which the consumer sets before each handshake. */
  public static TlsTestServer start(
      TestCertificates certificates, Consumer<SSLSocket> terms, Script script) {
    try {
      TlsTestServer server = new TlsTestServer(certificates, terms, script);
      server.acceptor.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError("the test server does not start", e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections there have been. */
  public int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket raw = listener.accept();
        open.add(raw);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().name("test server " + number).start(() -> serve(raw, number));
      }
    } catch (IOException e) {
      // closed by the test
    }
  }

  private void serve(Socket raw, int number) {
    try (raw) {
      raw.setTcpNoDelay(true);
      SSLSocket tls =
          (SSLSocket)
              certificates
                  .serverContext()
                  .getSocketFactory()
                  .createSocket(raw, null, raw.getPort(), true);
      tls.setUseClientMode(false);
      terms.accept(tls);
      tls.startHandshake();
      script.run(new Peer(raw, tls, number));
    } catch (IOException e) {
      // the client went away, which is what many tests want
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(raw);
    }
  }

  /** Ends all connections with a reset, and accepts new ones. */
  public void cutAll() throws IOException {
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException e) {
        continue; // it has just ended by itself
      }
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      // Until then the system may still take connections for it.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cutAll();
  }
}
