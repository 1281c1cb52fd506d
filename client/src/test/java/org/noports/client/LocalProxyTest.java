package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.session.ServiceAddress;

/** A proxy in front of a daemon that leads each session to one service. */
class LocalProxyTest {
  private final PostOffice office = new PostOffice();
  private final List<RuntimeException> refused = new CopyOnWriteArrayList<>();
  private ListeningRelay port;
  private Party relay;
  private Party daemon;
  private LocalProxy proxy;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay = new Party(office, RELAY, Scripts.relay(port));
    daemon = new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
    proxy =
        LocalProxy.open(
            LocalBinding.loopback(0),
            target ->
                NptOptions.builder(BOB, DEVICE, RELAY, target)
                    .daemonPingTimeout(Duration.ofSeconds(5))
                    .build(),
            office.edge(ALICE),
            Scripts.deadlines(Duration.ofSeconds(5)),
            new ProxyListener() {
              @Override
              public void reached(ServiceAddress target, ReachedStep step) {}

              @Override
              public void refused(String protocol, ServiceAddress target, RuntimeException why) {
                refused.add(why);
              }
            },
            InstantSource.system(),
            RANDOM);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    daemon.close();
    relay.close();
    port.close();
  }

  private String answerTo(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.localPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder line = new StringBuilder();
      try {
        for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; ) {
          line.append((char) c);
          c = socket.getInputStream().read();
        }
      } catch (SocketException e) {
        // Closed with some of what was sent unread: an end too.
        return line.toString();
      }
      return line.toString();
    }
  }

  private String connectTo(String target) throws IOException {
    return answerTo("CONNECT " + target + " HTTP/1.1\r\n\r\n");
  }

  @Test
  void eachTargetHasASessionOfItsOwnThatItsConnectionsShare() throws Exception {
    assertThat(connectTo("one:80")).startsWith("HTTP/1.1 200");
    assertThat(connectTo("one:80")).startsWith("HTTP/1.1 200");
    assertThat(requireNonNull(daemon.valueOf("npt_request.box"))).contains("\"one\"");
    assertThat(connectTo("two:80")).startsWith("HTTP/1.1 200");
    // A control channel for each target, and a connection for each request.
    for (int i = 0; i < 5; i++) {
      port.next();
    }
    port.assertNothingBegun();
  }

  @Test
  void aTargetThatCannotBeHadIsAnsweredAndTold() throws Exception {
    daemon.become(Scripts.SILENT);
    assertThat(connectTo("one:80")).startsWith("HTTP/1.1 504");
    assertThat(refused).hasSize(1);
    assertThat(refused.getFirst()).isInstanceOf(ClientException.DaemonSilent.class);
  }

  @Test
  void whatIsNoProxyRequestIsAnsweredOrClosedWithoutBotheringAnybody() throws Exception {
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 405");
    assertThat(answerTo("\u0016\u0003\u0001 a TLS greeting")).isEmpty();
    assertThat(answerTo("\u0005\u0000")).hasSize(2);
    assertThat(daemon.received).isEmpty();
  }
}
