package org.noports.atserver.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.AtServerException;

class CertificateAuthorityTest {
  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;

  private CertificateAuthority open() {
    return CertificateAuthority.openOrCreate(directory.resolve("tls"), new SecureRandom(), clock);
  }

  private Path file(String name) {
    return directory.resolve("tls").resolve(name);
  }

  @Test
  void theFirstStartMakesItAndLaterOnesFindIt() throws Exception {
    CertificateAuthority made = open();
    String certificate = Files.readString(made.caFile());
    TlsIdentity identity = made.identity("server", List.of("localhost", "127.0.0.1")).current();

    CertificateAuthority found = open();

    assertThat(Files.readString(found.caFile())).isEqualTo(certificate);
    assertThat(found.identity("server", List.of("localhost", "127.0.0.1")).current().leaf())
        .isEqualTo(identity.leaf());
    assertThat(mode("ca.key")).isEqualTo("rw-------");
    assertThat(mode("server.key")).isEqualTo("rw-------");
    assertThat(Files.readString(file("ca.key"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name)));
  }

  @Test
  void aServerCertificateServesAndCallsForItsNamesAndAddresses() throws Exception {
    X509Certificate leaf =
        open().identity("server", List.of("at.example.org", "127.0.0.1", "::1")).current().leaf();

    assertThat(leaf.getSubjectAlternativeNames().stream().map(each -> String.valueOf(each.get(1))))
        .containsExactlyInAnyOrder("at.example.org", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(
            open()
                .identity("server", List.of("at.example.org", "127.0.0.1", "::1"))
                .current()
                .leaf())
        .isEqualTo(leaf);
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(Duration.between(now.get(), leaf.getNotAfter().toInstant()))
        .isLessThan(Duration.ofDays(398))
        .isGreaterThan(Duration.ofDays(360));
    assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(159);
  }

  @Test
  void aCertificateIsIssuedAnewBeforeItExpiresWithoutARestart() {
    IdentitySource source = open().identity("server", List.of("localhost"));
    X509Certificate first = source.current().leaf();
    now.updateAndGet(time -> time.plus(Duration.ofDays(300)));
    assertThat(source.current().leaf()).isEqualTo(first);
    now.updateAndGet(time -> time.plus(Duration.ofDays(40)));

    X509Certificate second = source.current().leaf();

    assertThat(second).isNotEqualTo(first);
    assertThat(second.getNotAfter()).isAfter(first.getNotAfter());
    assertThat(open().identity("server", List.of("localhost")).current().leaf()).isEqualTo(second);
  }

  @Test
  void otherHostsADamagedFileOrTheKeyOfAnotherLeadToANewCertificate() throws Exception {
    X509Certificate first = open().identity("server", List.of("localhost")).current().leaf();
    X509Certificate second = open().identity("server", List.of("other.example")).current().leaf();
    Files.writeString(file("server.pem"), "-----BEGIN CERTIFICATE-----\n!\n");
    X509Certificate third = open().identity("server", List.of("other.example")).current().leaf();
    open().identity("second", List.of("other.example")).current();
    Files.copy(file("second.key"), file("server.key"), StandardCopyOption.REPLACE_EXISTING);
    X509Certificate fourth = open().identity("server", List.of("other.example")).current().leaf();

    assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
  }

  @Test
  void anAuthorityWithoutItsKeyIsRefusedAndNotReplaced() throws Exception {
    Path caFile = open().caFile();
    String certificate = Files.readString(caFile);
    Files.delete(file("ca.key"));

    assertThatThrownBy(this::open)
        .isInstanceOf(AtServerException.class)
        .hasMessageContaining("ca.key")
        .hasMessageNotContaining("\n");
    assertThat(Files.readString(caFile)).isEqualTo(certificate);
  }

  @Test
  void anExpiredAuthorityIsRefusedWithWhatToDo() {
    open();
    now.updateAndGet(time -> time.plus(Duration.ofDays(4_000)));

    assertThatThrownBy(this::open)
        .isInstanceOf(AtServerException.class)
        .hasMessageContaining("expired")
        .hasMessageContaining("ca.pem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "x,CN=y", "-a", "a..b", "host:1", "\"", "1.2.3.256.example/"})
  void aHostThatIsNoneGetsNoCertificate(String host) {
    CertificateAuthority authority = open();
    assertThatThrownBy(() -> authority.identity("server", List.of(host)))
        .isInstanceOf(AtServerException.class);
  }

  @Test
  void oldClientsWithTls12AreServedAndOlderOnesAreNot() throws Exception {
    assertThat(handshake("TLSv1.2")).isEqualTo("TLSv1.2");
    assertThat(handshake("TLSv1.3")).isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOf(Exception.class);
  }

  private String handshake(String protocol) throws Exception {
    TestAuthority authority = new TestAuthority(directory.resolve("tls"));
    return overLoopback(
        authority.server(),
        plain -> {
          SSLSocket socket = authority.client().over(plain, "localhost", plain.getPort());
          socket.setEnabledProtocols(new String[] {protocol});
          socket.startHandshake();
          assertThat(socket.getInputStream().read()).isEqualTo('@');
          return socket.getSession().getProtocol();
        });
  }

  @Test
  void theServerSeesTheClientsCertificateAndGoesOnWithoutOne() throws Exception {
    TestAuthority authority = new TestAuthority(directory.resolve("tls"));
    for (ClientTls client : List.of(authority.client(), authority.clientNamed("caller.example"))) {
      overLoopback(
          authority.server(),
          plain -> {
            SSLSocket socket = client.over(plain, "localhost", plain.getPort());
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo('@');
            return true;
          });
    }
  }

  @Test
  void aClientCertificateOfAStrangerEndsTheHandshake() {
    TestAuthority authority = new TestAuthority(directory.resolve("tls"));
    TestAuthority stranger = new TestAuthority(directory.resolve("stranger"));
    IdentitySource foreign =
        CertificateAuthority.openOrCreate(
                directory.resolve("stranger"), new SecureRandom(), InstantSource.system())
            .identity("client", List.of("caller.example"));
    assertThat(stranger).isNotNull();
    ClientTls client = TlsContexts.client(foreign, TrustRoots.only(file("ca.pem")));

    assertThatThrownBy(() ->
            overLoopback(
                authority.server(),
                plain -> {
                  SSLSocket socket = client.over(plain, "localhost", plain.getPort());
                  socket.startHandshake();
                  return socket.getInputStream().read();
                }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theHostIsVerified() {
    TestAuthority authority = new TestAuthority(directory.resolve("tls"));

    assertThatThrownBy(() ->
            overLoopback(
                authority.server("elsewhere.example"),
                plain -> {
                  authority.client().over(plain, "localhost", plain.getPort()).startHandshake();
                  return true;
                }))
        .isInstanceOf(SSLException.class);
  }

  @FunctionalInterface
  private interface Talk<T> {
    T with(Socket plain) throws Exception;
  }

  /** One connection; the server shakes hands and says one byte. */
  private static <T> T overLoopback(ServerTls tls, Talk<T> client) throws Exception {
    CompletableFuture<Void> served = new CompletableFuture<>();
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = listener.accept()) {
              SSLSocket socket = tls.over(accepted);
              socket.startHandshake();
              socket.getOutputStream().write('@');
            } catch (IOException e) {
              served.completeExceptionally(e);
            } finally {
              served.complete(null);
            }
          });
      try (Socket plain = new Socket("localhost", listener.getLocalPort())) {
        plain.setSoTimeout(30_000);
        return client.with(plain);
      } finally {
        served.handle((ok, failed) -> true).get(20, TimeUnit.SECONDS);
      }
    }
  }
}
