package org.noports.cli.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of HTTP/1.1, read within limits.
 *
 * @param path without the query
 * @param query what follows the question mark, not decoded; null when there is none
 * @param headers by their names in lower case
 */
record HttpRequest(
    String method, String path, @Nullable String query, Map<String, String> headers, String body) {
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_BODY = 1024 * 1024;
  private static final Pattern FIRST_LINE =
      Pattern.compile("([A-Z]{1,10}) (/[!-~&&[^?]]{0,1000})(?:\\?([!-~]{0,1000}))? HTTP/1\\.[01]");

  HttpRequest {
    headers = Map.copyOf(headers);
  }

  /** Null when the connection ends before it begins; {@link HttpProblem} when it is malformed. */
  static @Nullable HttpRequest read(InputStream in) throws IOException {
    String head = head(in);
    if (head == null) {
      return null;
    }
    String[] lines = head.split("\r?\n", -1);
    Matcher first = FIRST_LINE.matcher(lines[0]);
    if (!first.matches()) {
      throw new HttpProblem(400, "This is no request of HTTP/1.1");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        throw new HttpProblem(400, "A header has no name");
      }
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      if (headers.put(name, lines[i].substring(colon + 1).strip()) != null
          && !name.equals("accept")) {
        throw new HttpProblem(400, "The header %s is there twice".formatted(name));
      }
    }
    if (headers.containsKey("transfer-encoding")) {
      throw new HttpProblem(400, "A body needs its Content-Length");
    }
    return new HttpRequest(
        first.group(1), first.group(2), first.group(3), headers, body(in, headers));
  }

  private static @Nullable String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        if (head.isEmpty()) {
          return null;
        }
        throw new HttpProblem(400, "The request ends in its head");
      }
      head.append((char) next);
      if (next == '\n' && (endsWith(head, "\r\n\r\n") || endsWith(head, "\n\n"))) {
        return head.toString().stripTrailing();
      }
      if (head.length() > LONGEST_HEAD) {
        throw new HttpProblem(431, "The head of the request is too long");
      }
    }
  }

  private static boolean endsWith(StringBuilder text, String end) {
    return text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0;
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    String given = headers.get("content-length");
    if (given == null) {
      return "";
    }
    if (!given.matches("[0-9]{1,9}")) {
      throw new HttpProblem(400, "Content-Length is no number");
    }
    int length = Integer.parseInt(given);
    if (length > LONGEST_BODY) {
      throw new HttpProblem(413, "The body of the request is too long");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new HttpProblem(400, "The request ends in its body");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }
}
