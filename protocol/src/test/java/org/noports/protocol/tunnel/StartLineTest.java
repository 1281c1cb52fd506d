package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;

/** What starts a prepared connection (docs/extensions/prepared-connections.md). */
class StartLineTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void itIsForTheSessionsOwnServiceOrForAnotherByName() {
    assertThat(new StartLine(null).bytes()).isEqualTo(bytes("start\n"));
    ServiceAddress six = new ServiceAddress("::1", 22);
    assertThat(new StartLine(six).bytes()).isEqualTo(bytes("start:::1:22\n"));
    assertThat(StartLine.parse(bytes("start\n")).target()).isNull();
    assertThat(StartLine.parse(bytes("start:::1:22\n")).target()).isEqualTo(six);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start",
        "start:\n",
        "start:host\n",
        "start:host:0\n",
        "start:host:22",
        "start:host:22\n\n",
        "start:host:22/udp\n",
        "start\nGET / HTTP/1.1",
        "stop\n",
        " start\n"
      })
  void nothingElseStartsAnything(String text) {
    assertThatThrownBy(() -> StartLine.parse(bytes(text))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void onlyTcpIsStarted() {
    assertThatThrownBy(() -> new StartLine(ServiceAddress.udp("host", 53)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void theAnswerIsOneWord() {
    StartLine.requireStarted(bytes("started\n"));
    assertThatThrownBy(() -> StartLine.requireStarted(bytes("started\nx")))
        .isInstanceOf(ProtocolException.class);
  }
}
