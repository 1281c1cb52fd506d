package org.noports.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.protocol.session.ServiceAddress;

/**
 * Connects to the tunnel's local port, asks for a web page and reads what comes: the page of an
 * HTTP service, or the first line a service of another kind says.
 */
final class FirstAnswer {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST_BYTES = 1 << 20;

  private FirstAnswer() {}

  /** The answer's first line and how many bytes came in all. */
  record Answer(String firstLine, int bytes, String text) {
    boolean isHttpSuccess() {
      return firstLine.matches("HTTP/1\\.[01] 2[0-9][0-9].*");
    }
  }

  static Answer from(ServiceAddress service, int port, boolean http) {
    try (Socket socket = new Socket()) {
      int limit = (int) LIMIT.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
      socket.setSoTimeout(limit);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
                  .formatted(port)
                  .getBytes(StandardCharsets.US_ASCII));
      String text = http ? all(socket.getInputStream()) : line(socket.getInputStream());
      if (text.isEmpty()) {
        throw new EnvironmentProblem(
            "%s closed the connection without an answer; is a service running there?"
                .formatted(service));
      }
      return new Answer(text.lines().findFirst().orElse(""), text.length(), text);
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "No answer from %s through the tunnel (%s); is a service running there?"
              .formatted(service, e.getMessage()),
          e);
    }
  }

  private static String all(InputStream in) throws IOException {
    return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n' && text.length() < 1_000; b = in.read()) {
      if (b >= ' ' && b < 127) {
        text.append((char) b);
      }
    }
    return text.toString();
  }
}
