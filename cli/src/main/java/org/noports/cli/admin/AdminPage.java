package org.noports.cli.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page on which people edit groups. They hold no data, so no token is needed. */
final class AdminPage {
  private record PageFile(String name, String type) {}

  private static final Map<String, PageFile> FILES =
      Map.of(
          "/", new PageFile("index.html", "text/html; charset=utf-8"),
          "/index.html", new PageFile("index.html", "text/html; charset=utf-8"),
          "/admin.js", new PageFile("admin.js", "text/javascript; charset=utf-8"),
          "/admin.css", new PageFile("admin.css", "text/css; charset=utf-8"));

  private AdminPage() {}

  static HttpReply file(HttpRequest request) {
    PageFile file = FILES.get(request.path());
    if (file == null) {
      throw new HttpProblem(404, "There is nothing at " + request.path());
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw new HttpProblem(405, "only GET");
    }
    try (@Nullable InputStream in = AdminPage.class.getResourceAsStream(file.name())) {
      if (in == null) {
        throw new HttpProblem(500, file.name() + " is missing in this installation");
      }
      return new HttpReply(200, file.type(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.name(), e);
    }
  }
}
