package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.CertificateFiles;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.TlsContexts;
import org.noports.atserver.tls.TrustRoots;
import org.noports.protocol.name.AtSign;

@DisplayName("atprotocol.md 2.1 and 2.6: certificates and server names")
class Section2CertificatesTest {
  @TempDir Path directory;
  private CertificateAuthority authority;

  @BeforeEach
  void openAuthority() {
    authority =
        CertificateAuthority.openOrCreate(
            directory.resolve("authority"), new SecureRandom(), InstantSource.system());
  }

  private CertificateFiles files(String name, String host) {
    authority.identity(name, List.of(host));
    Path made = directory.resolve("authority");
    return new CertificateFiles(made.resolve(name + ".pem"), made.resolve(name + ".key"));
  }

  @Test
  void aForeignAtSignMustShowTheCertificateOfItsDirectoryHost() throws IOException {
    AtServerConfig config =
        TestStorage.config(directory.resolve("data"))
            .with()
            .extraRoots(authority.caFile())
            .peersNeedCertificate(true)
            .build();
    try (AtServerHost host = AtServerHost.start(config)) {
      TestParty alice = TestParty.activate(host, "@alice");
      TestParty.activate(host, "@bob");
      HostPort address = host.addressOf(AtSign.of("@alice"));
      TrustRoots trust = TrustRoots.only(host.caFile());
      String refused = "error:AT0401-Exception: Certificate Verification Failed";
      assertThat(asks(TlsContexts.client(trust), address)).isEqualTo(refused);
      ClientTls other =
          TlsContexts.client(
              files("other", "localhost.evil.net").watched(InstantSource.system()), trust);
      assertThat(asks(other, address)).isEqualTo(refused);
      ClientTls right =
          TlsContexts.client(files("right", "localhost").watched(InstantSource.system()), trust);
      assertThat(asks(right, address)).startsWith("data:proof:_");
      // Servers of ours show theirs, so they reach each other.
      try (TestConnection owner = alice.login()) {
        assertThat(owner.data("scan:@bob")).startsWith("[");
      }
    }
  }

  private static String asks(ClientTls tls, HostPort address) throws IOException {
    try (SSLSocket socket =
        tls.over(
            new Socket(InetAddress.getLoopbackAddress(), address.port()),
            address.host(),
            address.port())) {
      socket.getOutputStream().write("from:@bob\n".getBytes(StandardCharsets.UTF_8));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\n") < 0) {
        answer.append((char) socket.getInputStream().read());
      }
      return answer.substring(answer.indexOf("@") + 1, answer.indexOf("\n"));
    }
  }

  @Test
  void aReplacedCertificateIsTakenOverAndABrokenOneNot() throws IOException {
    CertificateFiles first = files("first", "localhost");
    CertificateFiles second = files("second", "localhost");
    CertificateFiles used =
        new CertificateFiles(directory.resolve("used.pem"), directory.resolve("used.key"));
    replace(used, first, 1);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    var source = used.watched(now::get);
    X509Certificate shown = source.current().leaf();
    Files.copy(second.chain(), used.chain(), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(used.chain(), FileTime.from(Instant.ofEpochSecond(2)));
    now.set(now.get().plus(Duration.ofSeconds(5)));
    assertThat(source.current().leaf()).isEqualTo(shown);
    replace(used, second, 3);
    now.set(now.get().plus(Duration.ofSeconds(5)));
    assertThat(source.current().leaf()).isNotEqualTo(shown);
  }

  private static void replace(CertificateFiles used, CertificateFiles by, long time)
      throws IOException {
    Files.copy(by.chain(), used.chain(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(by.key(), used.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(used.chain(), FileTime.from(Instant.ofEpochSecond(time)));
    Files.setLastModifiedTime(used.key(), FileTime.from(Instant.ofEpochSecond(time)));
  }

  @Test
  void onOnePortTheServerNameTellsWhoIsMeant() {
    AtServerConfig config =
        TestStorage.config(directory.resolve("shared"))
            .withHosts("127.0.0.1", "at.example.org")
            .with()
            .sharedPort(0)
            .build();
    HostPort address;
    try (AtServerHost host = AtServerHost.start(config)) {
      TestParty alice = TestParty.activate(host, "@alice");
      TestParty emoji = TestParty.activate(host, "@bob\uD83D\uDEE0");
      address = host.addressOf(alice.atSign());
      assertThat(address.host()).isEqualTo("alice.at.example.org");
      assertThat(host.addressOf(emoji.atSign()).port()).isEqualTo(address.port());
      try (TestConnection one = alice.login();
          TestConnection other = emoji.login()) {
        assertThat(one.ask("noop:0")).isEqualTo("data:ok\n@alice@");
        assertThat(other.ask("noop:0")).isEqualTo("data:ok\n" + emoji.atSign() + "@");
      }
      HostPort nobody = new HostPort("nobody.at.example.org", address.port());
      try (TestConnection connection = TestConnection.open(nobody, host.caFile())) {
        assertThat(connection.isClosedByServer()).isTrue();
        assertThat(connection.rest()).isEmpty();
      }
    }
    try (AtServerHost again = AtServerHost.start(config)) {
      assertThat(again.addressOf(AtSign.of("@alice"))).isEqualTo(address);
    }
  }
}
