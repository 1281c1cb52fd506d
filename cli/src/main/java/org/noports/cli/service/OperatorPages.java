package org.noports.cli.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.noports.cli.options.EnvironmentProblem;

/**
 * What operators' machines ask a service over HTTP: pages made when they are asked for. Reads only.
 * Thread-safe.
 */
public final class OperatorPages implements AutoCloseable {
  /** One answer. */
  public record Page(int status, String type, String text) {
    public static Page json(int status, String text) {
      return new Page(status, "application/json", text);
    }
  }

  /** Makes a page; on a thread of its request. */
  @FunctionalInterface
  public interface Source {
    Page page() throws IOException;
  }

  private final HttpServer server;
  private final Map<String, Source> pages;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics ", 0).factory());

  private OperatorPages(HttpServer server, Map<String, Source> pages) {
    this.server = server;
    this.pages = new TreeMap<>(pages);
  }

  /** Serves these pages, each by its path. */
  public static OperatorPages start(InetSocketAddress address, Map<String, Source> pages) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "--metrics: cannot listen on %s:%d: %s; choose another port"
              .formatted(address.getAddress().getHostAddress(), address.getPort(), e.getMessage()),
          e);
    }
    OperatorPages operator = new OperatorPages(server, pages);
    server.setExecutor(operator.threads);
    server.createContext("/", operator::serve);
    server.start();
    return operator;
  }

  /** Where it answers. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://%s:%d"
        .formatted(host.indexOf(':') < 0 ? host : "[" + host + "]", address.getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      Source source = pages.get(exchange.getRequestURI().getPath());
      if (!method.equals("GET") && !method.equals("HEAD")) {
        answer(exchange, new Page(405, "text/plain", "only GET"));
      } else if (source == null) {
        answer(
            exchange,
            new Page(404, "text/plain", "there are " + String.join(", ", pages.keySet())));
      } else {
        answer(exchange, source.page());
      }
    }
  }

  private static void answer(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(page.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(page.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
