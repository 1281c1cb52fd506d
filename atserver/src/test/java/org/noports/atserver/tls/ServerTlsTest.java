package org.noports.atserver.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says in its handshake. */
class ServerTlsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void itAsksForACertificateOfAnyAuthorityAndTakesOneItTrusts(String protocol) throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(directory, new SecureRandom(), InstantSource.system());
    IdentitySource identity = authority.identity("server", List.of("localhost"));
    ServerTls server = TlsContexts.server(identity, TrustRoots.platformAnd(authority.caFile()));
    CompletableFuture<List<Principal>> listed = new CompletableFuture<>();
    IdentityAtHandshake shown =
        new IdentityAtHandshake(identity) {
          @Override
          public @Nullable String chooseClientAlias(
              String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            listed.complete(issuers == null ? List.of() : List.of(issuers));
            return super.chooseClientAlias(keyTypes, issuers, socket);
          }
        };
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket plain = new Socket(listening.getInetAddress(), listening.getLocalPort());
        SSLSocket accepted = server.over(listening.accept());
        SSLSocket client =
            (SSLSocket)
                context(shown, authority.caFile())
                    .getSocketFactory()
                    .createSocket(plain, "localhost", plain.getPort(), true)) {
      client.setEnabledProtocols(new String[] {protocol});
      CompletableFuture<Void> greeting = CompletableFuture.runAsync(() -> greet(accepted));
      assertThat(client.getInputStream().read()).isEqualTo('@');
      greeting.get(10, TimeUnit.SECONDS);

      assertThat(listed.get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(accepted.getSession().getPeerCertificates()[0])
          .isEqualTo(identity.current().leaf());
    }
  }

  private static void greet(SSLSocket accepted) {
    try {
      accepted.getOutputStream().write('@');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext context(KeyManager shown, Path caFile) throws Exception {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("ca", PemFile.certificates(caFile).getFirst());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    TrustManager[] trusting = factory.getTrustManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {shown}, trusting, null);
    return context;
  }
}
