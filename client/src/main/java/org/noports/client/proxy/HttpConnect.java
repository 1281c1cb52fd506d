package org.noports.client.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The method CONNECT of HTTP/1.1 (RFC 9110, 9.3.6): the request line names the target, the header
 * fields mean nothing here. Every other method is refused: a page in a browser can make it send
 * those, but never CONNECT.
 */
final class HttpConnect implements Handshake {
  private static final Pattern REQUEST =
      Pattern.compile("([A-Z]{1,32}) (\\S{1,512}) HTTP/1\\.[01]");
  private static final Pattern TARGET =
      Pattern.compile("(\\[[^\\]\\[]+\\]|[^:\\[\\]]+):([0-9]{1,5})");

  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private int lineLength;

  HttpConnect(int first) {
    head.write(first);
    lineLength = 1;
  }

  @Override
  public Turn feed(int next) {
    head.write(next);
    if (next == '\n') {
      boolean over = lineLength == 0;
      lineLength = 0;
      return over ? request() : Turn.MORE;
    }
    if (next != '\r') {
      lineLength++;
    }
    return next == 0 || head.size() >= MOST_BYTES ? new Turn.Stop(Refusal.MALFORMED) : Turn.MORE;
  }

  private Turn request() {
    String text = head.toString(StandardCharsets.ISO_8859_1);
    Matcher request = REQUEST.matcher(text.substring(0, text.indexOf('\n')).strip());
    if (!request.matches()) {
      return new Turn.Stop(Refusal.MALFORMED);
    }
    if (!request.group(1).equals("CONNECT")) {
      return new Turn.Stop(Refusal.UNSUPPORTED_COMMAND);
    }
    Matcher target = TARGET.matcher(request.group(2));
    if (!target.matches()) {
      return new Turn.Stop(Refusal.MALFORMED);
    }
    String host = target.group(1);
    return Targets.wanted(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(target.group(2)));
  }

  @Override
  public byte[] granted() {
    return ascii("HTTP/1.1 200 Connection established\r\n\r\n");
  }

  @Override
  public byte[] refused(Refusal refusal) {
    String status =
        switch (refusal) {
          case DENIED -> "403 Forbidden";
          case UNREACHABLE, REFUSED -> "502 Bad Gateway";
          case TIMEOUT -> "504 Gateway Timeout";
          case UNSUPPORTED_COMMAND -> "405 Method Not Allowed\r\nAllow: CONNECT";
          case UNSUPPORTED_ADDRESS, MALFORMED -> "400 Bad Request";
          case FAILED -> "503 Service Unavailable";
        };
    return ascii("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String protocol() {
    return "HTTP";
  }
}
