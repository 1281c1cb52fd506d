package org.noports.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.noports.protocol.crypto.HashAlgorithm;

/** A TLS connection to an atServer with as little of its own as can be. One thread. */
final class BenchConnection implements AutoCloseable {
  private final SSLSocket socket;
  private final BufferedReader in;

  private BenchConnection(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 2_048);
  }

  /** What trusts the servers' authority. */
  static SSLContext trusting(Path caFile) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(caFile)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** TLS, {@code from}, {@code pkam}. */
  static BenchConnection login(SSLContext tls, int atSign) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), BenchAtSigns.port(atSign));
    plain.setTcpNoDelay(true);
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    BenchConnection connection = new BenchConnection(socket);
    if (connection.in.read() != '@') {
      throw new IOException("no greeting");
    }
    String challenge = connection.data("from:" + BenchAtSigns.atSign(atSign));
    connection.data("pkam:" + BenchAtSigns.KEYS.privateKey().sign(challenge, HashAlgorithm.SHA256));
    return connection;
  }

  void send(String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** The next line with the prompt before it. */
  String line() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the atServer closed the connection");
    }
    return line;
  }

  /** Sends a command; what stands behind {@code data:} in its answer. */
  String data(String command) throws IOException {
    send(command);
    String line = line();
    int begin = line.indexOf("data:");
    if (begin < 0) {
      throw new IOException("to " + command.substring(0, 4) + ": " + line);
    }
    return line.substring(begin + "data:".length());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
