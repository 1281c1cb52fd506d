package org.noports.atclient.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Self-signed certificates made by the JDK's keytool, once a run. */
public final class TestCertificates {
  private static final String PASSWORD = "changeit";

  /** For {@code localhost} and {@code 127.0.0.1}. */
  public static final TestCertificates LOCALHOST = make("san=dns:localhost,ip:127.0.0.1");

  /** For another host, from the same kind of authority. */
  public static final TestCertificates ELSEWHERE = make("san=dns:elsewhere.example");

  private final Path pem;
  private final SSLContext context;

  private TestCertificates(Path pem, SSLContext context) {
    this.pem = pem;
    this.context = context;
  }

  /** The file to trust. */
  public Path pem() {
    return pem;
  }

  SSLContext serverContext() {
    return context;
  }

  /** A certificate of its own with these alternative names, as keytool writes them. */
  public static TestCertificates make(String names) {
    try {
      Path directory = Files.createTempDirectory("certificates");
      Path store = directory.resolve("server.p12");
      Path pem = directory.resolve("server.pem");
      keytool(
          List.of(
              "-genkeypair",
              "-alias",
              "server",
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=test",
              "-validity",
              "2",
              "-ext",
              names,
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD));
      keytool(
          List.of(
              "-exportcert",
              "-rfc",
              "-alias",
              "server",
              "-file",
              pem.toString(),
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD));
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      store.toFile().deleteOnExit();
      pem.toFile().deleteOnExit();
      directory.toFile().deleteOnExit();
      return new TestCertificates(pem, context);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("no certificates for the tests", e);
    }
  }

  private static void keytool(List<String> arguments) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        byte[] output = process.getInputStream().readAllBytes();
        throw new IOException("keytool: " + new String(output, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
