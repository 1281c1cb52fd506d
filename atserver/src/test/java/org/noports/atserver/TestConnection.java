package org.noports.atserver;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS connection to an atServer or directory that sees every byte and every record. */
public final class TestConnection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SSLSocket socket;
  private final InputStream in;
  private final StringBuilder buffered = new StringBuilder();

  /** The text of each TLS record in the order of arrival. */
  private final List<String> records = new ArrayList<>();

  private TestConnection(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  public static TestConnection open(HostPort address, Path caFile) {
    return open(InetAddress.getLoopbackAddress(), address, caFile);
  }

  /** Takes the host at that machine, whatever its name says. */
  public static TestConnection open(InetAddress machine, HostPort address, Path caFile) {
    try {
      return over(new Socket(machine, address.port()), address, caFile);
    } catch (IOException e) {
      throw new AssertionError("no connection to " + address, e);
    }
  }

  /** Offers these application protocols in the handshake. */
  public static TestConnection offering(HostPort address, Path caFile, String... protocols) {
    try {
      Socket plain = new Socket(InetAddress.getLoopbackAddress(), address.port());
      return over(plain, address, caFile, protocols);
    } catch (IOException e) {
      throw new AssertionError("no connection to " + address, e);
    }
  }

  /** Begins TLS over a connection that is there. */
  public static TestConnection over(Socket plain, HostPort address, Path caFile) {
    return over(plain, address, caFile, new String[0]);
  }

  private static TestConnection over(
      Socket plain, HostPort address, Path caFile, String[] protocols) {
    try {
      plain.setTcpNoDelay(true);
      SSLSocket socket =
          (SSLSocket)
              context(caFile)
                  .getSocketFactory()
                  .createSocket(plain, address.host(), address.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new TestConnection(socket);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("no connection to " + address, e);
    }
  }

  private static SSLContext context(Path caFile) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(caFile)) {
      Certificate ca = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      trusted.setCertificateEntry("ca", ca);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** What the server has chosen of the application protocols; empty for none. */
  public String applicationProtocol() {
    return socket.getApplicationProtocol();
  }

  /** What TLS gives both ends of this connection and nobody else. */
  public byte[] exported(String label, byte[] context, int length) {
    try {
      return ((ExtendedSSLSession) socket.getSession())
          .exportKeyingMaterialData(label, context, length);
    } catch (SSLKeyException e) {
      throw new AssertionError(e);
    }
  }

  public void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError("the connection is closed", e);
    }
  }

  /** Sends as much as the server takes; false when it closed the connection meanwhile. */
  public boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends a command and gives its answer with the prompt. */
  public String ask(String line) {
    send(line + "\n");
    return answer();
  }

  /** The payload of a {@code data:} answer; fails when it is an error. */
  public String data(String line) {
    String answer = ask(line);
    if (!answer.startsWith("data:")) {
      throw new AssertionError("to " + cut(line) + ": " + cut(answer));
    }
    return answer.substring("data:".length(), answer.indexOf('\n'));
  }

  private static String cut(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "..." : text;
  }

  /** The next answer: up to the prompt after its line feed, or a bare prompt. */
  public String answer() {
    return take("(?s)(?:[^\n]*\n)?@(?:[^@\\s]*@)?");
  }

  /** The next whole line without prompts before it and without line feed. */
  public String line() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int feed = buffered.indexOf("\n");
    while (feed < 0) {
      fill(end);
      feed = buffered.indexOf("\n");
    }
    String line = buffered.substring(0, feed);
    buffered.delete(0, feed + 1);
    return line;
  }

  /** Reads until everything buffered matches. */
  private String take(String regex) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!buffered.toString().matches(regex)) {
      fill(end);
    }
    String all = buffered.toString();
    buffered.setLength(0);
    return all;
  }

  private void fill(long end) {
    if (!readRecord(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())))) {
      throw new AssertionError("closed after: " + cut(buffered.toString()));
    }
  }

  /** Reads one record; false at the end of the connection, an AssertionError when none comes. */
  private boolean readRecord(Duration patience) {
    byte[] bytes = new byte[32_768];
    try {
      socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
      int n = in.read(bytes);
      if (n < 0) {
        return false;
      }
      String text = new String(bytes, 0, n, StandardCharsets.UTF_8);
      records.add(text);
      buffered.append(text);
      return true;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing came after: " + cut(buffered.toString()), e);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether nothing arrives for so long. */
  public boolean staysQuiet(Duration time) {
    if (!buffered.isEmpty()) {
      return false;
    }
    try {
      readRecord(time);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  /** Whether the server closes within the usual patience; what came before it is kept. */
  public boolean isClosedByServer() {
    try {
      while (readRecord(PATIENCE)) {
        // What still arrives is kept in the buffer.
      }
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** What has arrived and was not taken. */
  public String rest() {
    return buffered.toString();
  }

  public List<String> records() {
    return records;
  }

  /** Ends the connection as a crashed client does, without a farewell. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
