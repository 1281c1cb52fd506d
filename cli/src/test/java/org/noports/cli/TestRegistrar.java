package org.noports.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registrar on this machine that knows one atSign (atclient.md 6.1), with HTTPS of its own. */
final class TestRegistrar implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final HttpsServer server;
  private final Path pem;

  TestRegistrar(Path directory, String atSign, String code, String secret)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("registrar.p12");
    pem = directory.resolve("registrar.pem");
    keytool(
        "-genkeypair -alias it -keyalg EC -groupname secp256r1 -dname CN=localhost -ext",
        "san=dns:localhost",
        store);
    keytool("-exportcert -rfc -alias it -file", pem.toString(), store);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    String bare = atSign.substring(1);
    server.createContext(
        "/api/app/v3/authenticate/atsign",
        exchange -> {
          String body = body(exchange);
          boolean activating = exchange.getRequestURI().getPath().endsWith("/activate");
          asked.add(body + " " + exchange.getRequestHeaders().getFirst("Authorization"));
          String expected =
              activating
                  ? "{\"atsign\":\"%s\",\"otp\":\"%s\"}".formatted(bare, code)
                  : "{\"atsign\":\"%s\"}".formatted(bare);
          answer(
              exchange,
              !body.equals(expected)
                  ? "{\"message\":\"Wrong\\u001b code\"}"
                  : activating
                      ? "{\"message\":\"Verified\",\"cramkey\":\"%s:%s\"}".formatted(atSign, secret)
                      : "{\"message\":\"The code was Sent Successfully\"}");
        });
    server.start();
  }

  /** Its host and port. */
  String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** Its certificate. */
  Path pem() {
    return pem;
  }

  /** Bodies and authorizations. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String words, String more, Path store)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(
        List.of(more, "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", "" + store));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool failed");
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
