package org.noports.atclient.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.DirectoryUnreachable;
import org.noports.atclient.NotTrusted;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.UnknownAtSign;
import org.noports.atclient.testing.TestCertificates;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.TlsTestServer;
import org.noports.atclient.testing.Vectors;

class DirectoryLookupTest {
  private static final Duration LIMIT = Duration.ofMillis(700);

  private static DirectoryLookup lookup(TlsTestServer server) {
    return new DirectoryLookup(
        new DirectoryAddress("localhost", server.port(), false),
        new TlsDialer(TestClients.trust(), Duration.ofSeconds(5)),
        LIMIT);
  }

  private static ServerAddress find(TlsTestServer.Script script) throws IOException {
    try (TlsTestServer server = TlsTestServer.start(script)) {
      return lookup(server).find(Vectors.ALICE);
    }
  }

  @Test
  void findsTheAddressHoweverTheAnswerIsCut() throws Exception {
    for (int size = 1; size <= 5; size++) {
      int chunk = size;
      assertThat(
              find(peer -> {
                peer.write("@");
                assertThat(peer.read()).isEqualTo("alice");
                peer.writeInChunks("vip.ve.example.org:25000\r\n@", chunk);
                assertThat(peer.read()).isEqualTo("@exit");
              }))
          .isEqualTo(new ServerAddress("vip.ve.example.org", 25000));
    }
  }

  @Test
  void toleratesAPromptGluedToTheAnswer() throws Exception {
    assertThat(
            find(peer -> {
              peer.write("@@host:1\n@");
              peer.read();
            }))
        .isEqualTo(new ServerAddress("host", 1));
  }

  @Test
  void anUnknownAtSignIsAFinalAnswer() throws Exception {
    try (TlsTestServer server =
        TlsTestServer.start(peer -> {
          peer.write("@");
          peer.read();
          peer.write("null\r\n@");
          peer.read();
        })) {
      assertThatThrownBy(() -> lookup(server).find(Vectors.ALICE))
          .isInstanceOf(UnknownAtSign.class)
          .hasMessageContaining("@alice");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void asksAgainAfterAConnectionThatBroke() throws Exception {
    assertThat(
            find(peer -> {
              if (peer.number() < 4) {
                peer.reset();
                return;
              }
              peer.write("@");
              peer.read();
              peer.write("host:1\r\n@");
              peer.read();
            }))
        .isEqualTo(new ServerAddress("host", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:x\r\n@",
        "host:70000\r\n@",
        "::1:64\r\n@",
        "Stop in progress. Can't accept new requests.\r\n@"
      })
  void givesUpOnAnswersThatAreNone(String answer) throws Exception {
    try (TlsTestServer server =
        TlsTestServer.start(peer -> {
          peer.write("@");
          peer.read();
          peer.write(answer);
          peer.read();
        })) {
      assertThatThrownBy(() -> lookup(server).find(Vectors.ALICE))
          .isInstanceOf(DirectoryUnreachable.class)
          .message()
          .doesNotContain("\n");
      assertThat(server.connections()).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void aSilentOrDrippingOrEndlessDirectoryTakesABoundedTime() throws Exception {
    TlsTestServer.Script silent = peer -> peer.read();
    TlsTestServer.Script dripping =
        peer -> {
          peer.write("@");
          while (true) {
            peer.write("x");
            Thread.sleep(100);
          }
        };
    TlsTestServer.Script endless =
        peer -> {
          peer.write("@");
          while (true) {
            peer.write("x".repeat(1000));
          }
        };
    for (TlsTestServer.Script script : List.of(silent, dripping, endless)) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> find(script)).isInstanceOf(DirectoryUnreachable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aCertificateForAnotherHostIsNotTrustedAndNothingIsSent() throws Exception {
    try (TlsTestServer server =
        TlsTestServer.start(
            TestCertificates.ELSEWHERE,
            peer -> {
              throw new IOException("the client must not get here");
            })) {
      DirectoryLookup lookup =
          new DirectoryLookup(
              new DirectoryAddress("localhost", server.port(), false),
              new TlsDialer(
                  TrustRoots.platformAnd(TestCertificates.ELSEWHERE.pem()), Duration.ofSeconds(5)),
              LIMIT);
      assertThatThrownBy(() -> lookup.find(Vectors.ALICE))
          .isInstanceOf(NotTrusted.class)
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void aProxyIsNotAsked() {
    DirectoryLookup lookup =
        new DirectoryLookup(
            new DirectoryAddress("localhost", 1, true),
            new TlsDialer(TestClients.trust(), LIMIT),
            LIMIT);
    assertThat(lookup.find(Vectors.ALICE)).isEqualTo(new ServerAddress("localhost", 1));
  }

  @Test
  void theLocatorKeepsAnAddressUntilItFailed() throws Exception {
    try (TlsTestServer server =
        TlsTestServer.start(peer -> {
          peer.write("@");
          peer.read();
          peer.write("host:" + peer.number() + "\r\n@");
          peer.read();
        })) {
      AtServerLocator locator =
          new AtServerLocator(lookup(server), Vectors.ALICE, InstantSource.system());
      assertThat(locator.address().port()).isEqualTo(1);
      locator.forget(new AtServerLocator.Place(new ServerAddress("other", 1), false));
      assertThat(locator.address().port()).isEqualTo(1);
      locator.forget(new AtServerLocator.Place(new ServerAddress("host", 1), false));
      assertThat(locator.address().port()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aServerWithoutX25519IsOfferedMoreAndRemembered(String protocol) throws Exception {
    Consumer<SSLSocket> terms =
        socket -> {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setProtocols(new String[] {protocol});
          parameters.setNamedGroups(new String[] {"secp256r1"});
          socket.setSSLParameters(parameters);
        };
    TlsTestServer.Script script =
        peer -> {
          peer.write("@");
          peer.read();
          peer.write("host.example.org:64\r\n@");
          peer.read();
        };
    try (TlsTestServer server = TlsTestServer.start(TestCertificates.LOCALHOST, terms, script)) {
      DirectoryLookup lookup = lookup(server);

      for (int time = 0; time < 2; time++) {
        assertThat(lookup.find(Vectors.ALICE)).isEqualTo(new ServerAddress("host.example.org", 64));
      }

      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void aServerThatIsNotTrustedIsDialledOnce() throws Exception {
    try (TlsTestServer server =
        TlsTestServer.start(TestCertificates.ELSEWHERE, peer -> peer.write("@"))) {
      DirectoryLookup lookup = lookup(server);

      assertThatThrownBy(() -> lookup.find(Vectors.ALICE)).isInstanceOf(NotTrusted.class);

      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
