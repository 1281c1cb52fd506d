package org.noports.atclient.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.noports.atclient.TlsOffer;
import org.noports.atclient.TrustRoots;

/**
 * Opens TLS connections: system name service, every address of the host in turn, SNI, and always
 * the check that the certificate is the host's (atclient.md 4.2). A server that cannot do with the
 * frugal offer is dialled again, with all of it from then on. Thread-safe.
 */
public final class TlsDialer {
  private final TrustRoots trust;
  private final Duration limit;

  /** Servers that need more than the frugal offer. */
  private final Set<ServerAddress> demanding;

  /** The first TCP connection stands. */
  private final CountDownLatch connected;

  /** The limit holds for the TCP part and for the TLS handshake separately. */
  public TlsDialer(TrustRoots trust, Duration limit) {
    this(trust, limit, ConcurrentHashMap.newKeySet(), new CountDownLatch(1));
  }

  private TlsDialer(
      TrustRoots trust, Duration limit, Set<ServerAddress> demanding, CountDownLatch connected) {
    this.trust = trust;
    this.limit = limit;
    this.demanding = demanding;
    this.connected = connected;
  }

  /** Waits until a first TCP connection stands, or so long. */
  void awaitFirstConnection(Duration most) throws InterruptedException {
    boolean ignored = connected.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The same with a limit that is no longer than this. */
  TlsDialer within(Duration most) {
    return limit.compareTo(most) <= 0 ? this : new TlsDialer(trust, most, demanding, connected);
  }

  /** What is set for a handshake. */
  private interface Terms {
    SSLParameters in(SSLParameters parameters);
  }

  TlsSocket dial(ServerAddress address) throws IOException {
    return dial(address, TlsOffer.FRUGAL::in);
  }

  /** Offers the server to be told of a login what it need not be asked first. */
  TlsSocket dialAtServer(ServerAddress address) throws IOException {
    return dial(address, TlsOffer.FRUGAL::toAtServer);
  }

  /** The server did not keep what it had agreed to: it is offered nothing unusual any more. */
  void disappointedBy(ServerAddress address) {
    demanding.add(address);
  }

  private TlsSocket dial(ServerAddress address, Terms frugal) throws IOException {
    if (!demanding.contains(address)) {
      try {
        return handshake(address, frugal);
      } catch (SSLException e) {
        if (DialProblem.isDistrust(e)) {
          throw e;
        }
      }
    }
    TlsSocket secured = handshake(address, TlsOffer.FULL::in);
    demanding.add(address);
    return secured;
  }

  private TlsSocket handshake(ServerAddress address, Terms terms) throws IOException {
    Socket raw = connect(address);
    boolean done = false;
    try {
      TlsSocket secured = secure(raw, address, terms);
      done = true;
      return secured;
    } finally {
      if (!done) {
        raw.close();
      }
    }
  }

  private TlsSocket secure(Socket raw, ServerAddress address, Terms terms) throws IOException {
    try (Watchdog dog = Watchdog.over(limit, "tls " + address, () -> TlsSocket.closeQuietly(raw))) {
      raw.setTcpNoDelay(true);
      raw.setKeepAlive(true);
      SSLSocket tls =
          (SSLSocket)
              trust
                  .context()
                  .getSocketFactory()
                  .createSocket(raw, address.host(), address.port(), true);
      tls.setSSLParameters(terms.in(tls.getSSLParameters()));
      try {
        tls.startHandshake();
      } catch (IOException e) {
        throw dog.bitten() ? late("TLS handshake", e) : e;
      }
      return new TlsSocket(raw, tls);
    }
  }

  private Socket connect(ServerAddress address) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    IOException last = null;
    for (InetAddress candidate : resolve(address.host())) {
      int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(candidate, address.port()), millis);
        connected.countDown();
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
      if (System.nanoTime() - end >= 0) {
        break;
      }
    }
    throw last == null ? new UnknownHostException(address.host()) : last;
  }

  /** The name service knows no time limit, so it is asked on a thread that may be left behind. */
  private InetAddress[] resolve(String host) throws IOException {
    CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("resolve " + host)
        .start(() -> {
          try {
            answer.complete(InetAddress.getAllByName(host));
          } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new UnknownHostException(host);
    } catch (TimeoutException e) {
      throw late("name service", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private SocketTimeoutException late(String what, Exception cause) {
    SocketTimeoutException late =
        new SocketTimeoutException(
            "no answer of the " + what + " within " + limit.toSeconds() + " s");
    late.initCause(cause);
    return late;
  }
}
