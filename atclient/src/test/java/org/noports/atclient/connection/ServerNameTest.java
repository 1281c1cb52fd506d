package org.noports.atclient.connection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.testing.TestCertificates;
import org.noports.atclient.testing.TlsTestServer;

/** Whether a certificate is a host's, whoever of JSSE and us finds its name. */
class ServerNameTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost | san=dns:localhost
          LocalHost | san=dns:elsewhere.example,dns:LOCALHOST
          127.0.0.1 | san=ip:127.0.0.1
          """)
  void theHostsOwnCertificateIsAccepted(String host, String names) throws Exception {
    TestCertificates certificates = TestCertificates.make(names);
    dial(certificates, certificates, host);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost | san=dns:localhost.example
          localhost | san=email:localhost
          localhost | san=ip:127.0.0.1
          127.0.0.1 | san=ip:127.0.0.2
          127.0.0.1 | san=dns:localhost
          127.0.0.1 | san=dns:127.0.0.1
          """)
  void anotherHostsCertificateIsRefused(String host, String names) {
    TestCertificates certificates = TestCertificates.make(names);
    assertThatThrownBy(() -> dial(certificates, certificates, host))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void theRightNameAloneIsNotTrusted() {
    assertThatThrownBy(
            () -> dial(TestCertificates.LOCALHOST, TestCertificates.ELSEWHERE, "localhost"))
        .isInstanceOf(SSLException.class);
  }

  private static void dial(TestCertificates servers, TestCertificates trusted, String host)
      throws Exception {
    TlsDialer dialer = new TlsDialer(TrustRoots.platformAnd(trusted.pem()), LIMIT);
    try (TlsTestServer server = TlsTestServer.start(servers, peer -> peer.write("@"))) {
      dialer.dial(new ServerAddress(host, server.port())).cut();
    }
  }
}
