package org.noports.cli.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** One answer; the connection ends with it. */
record HttpReply(int status, String type, String body) {
  private static final String SAME_PAGE_ONLY =
      "Cache-Control: no-store\r\n"
          + "X-Content-Type-Options: nosniff\r\n"
          + "X-Frame-Options: DENY\r\n"
          + "Referrer-Policy: no-referrer\r\n"
          + "Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:;"
          + " frame-ancestors 'none'\r\n";

  static HttpReply text(int status, String text) {
    return new HttpReply(status, "text/plain; charset=utf-8", text);
  }

  static HttpReply json(JsonObject object) {
    return ofJson(object.canonical());
  }

  static HttpReply json(JsonArray array) {
    return ofJson(((JsonValue) array).canonical());
  }

  private static HttpReply ofJson(String text) {
    return new HttpReply(200, "application/json", text);
  }

  void writeTo(OutputStream out, boolean withBody) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
            .formatted(status, phrase(), type, bytes.length, SAME_PAGE_ONLY);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    if (withBody) {
      out.write(bytes);
    }
    out.flush();
  }

  private String phrase() {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 431 -> "Request Header Fields Too Large";
      default -> "Internal Server Error";
    };
  }
}
