package org.noports.system;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that answers each request with its own path, and the client to ask it. */
final class WebService implements AutoCloseable {
  private static final int LIMIT_MILLIS = 60_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private WebService(HttpServer server) {
    this.server = server;
  }

  static WebService start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    WebService service = new WebService(server);
    server.setExecutor(service.threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            byte[] answer =
                (body(exchange.getRequestURI().getPath()) + request.length)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    return service;
  }

  /** What the service answers to a path, before the length of what it was sent. */
  static String body(String path) {
    return ("you asked for " + path + "\n").repeat(100);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** POSTs the text to a path through a local port; the answer's text. */
  static String ask(int localPort, String path, String text) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + localPort + path).toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MILLIS);
    connection.setReadTimeout(LIMIT_MILLIS);
    connection.setDoOutput(true);
    connection.setRequestProperty("Connection", "close");
    connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
