package org.noports.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.noports.cli.options.EnvironmentProblem;

/** A small web server on loopback: the service the demo reaches when the user names none. */
final class HelloService implements AutoCloseable {
  static final String GREETING = "Hello from a service without an open port.\n";

  private final HttpServer server;
  private final ExecutorService threads;

  private HelloService(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  static HelloService start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService threads =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hello ", 0).factory());
      server.setExecutor(threads);
      server.createContext("/", HelloService::greet);
      server.start();
      return new HelloService(server, threads);
    } catch (IOException e) {
      throw new EnvironmentProblem("Cannot start the demo's service: " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void greet(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = GREETING.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
