package org.noports.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aRowOfFreePortsLeavesOutOneThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThat(Ports.freeRow(port, 65_536, 1)).isGreaterThan(port);
      assertThatThrownBy(() -> Ports.freeRow(port, port + 1, 1))
          .isInstanceOf(BenchException.class)
          .hasMessageContaining("no 1 free ports in a row from " + port);
    }
  }
}
