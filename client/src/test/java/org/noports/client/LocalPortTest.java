package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalPortTest {
  @Test
  void loopbackIsBothAddressesOnOnePort() throws IOException {
    try (LocalPort<ServerSocketChannel> port = LocalPort.bind(LocalBinding.loopback(0))) {
      assertThat(port.port()).isPositive();
      for (ServerSocketChannel channel : port.channels()) {
        InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
        assertThat(bound.getPort()).isEqualTo(port.port());
        assertThat(bound.getAddress().isLoopbackAddress()).isTrue();
      }
      assertThat(port.channels()).hasSizeBetween(1, 2);
    }
  }

  @Test
  void aPortTakenOnEitherLoopbackAddressIsTaken() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      assertThatThrownBy(() -> LocalPort.bind(LocalBinding.loopback(busy.getLocalPort())))
          .isInstanceOf(ClientException.LocalPortTaken.class)
          .hasMessageStartingWith("Cannot listen on localhost:" + busy.getLocalPort());
      // Nothing of the attempt stays behind on the other address.
      new ServerSocket(busy.getLocalPort(), 1, InetAddress.ofLiteral("127.0.0.1")).close();
    }
  }

  @Test
  void theFirstHostThatParsesOrResolvesIsTaken() throws IOException {
    LocalBinding binding =
        new LocalBinding(List.of("", "no such host", "127.0.0.2", "127.0.0.3"), 0);
    try (LocalPort<ServerSocketChannel> port = LocalPort.bind(binding)) {
      InetSocketAddress bound = (InetSocketAddress) port.channels().getFirst().getLocalAddress();
      assertThat(bound.getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
      assertThat(port.host()).isEqualTo("127.0.0.2");
    }
  }

  @Test
  void allAddressesOnlyWhenAskedFor() throws IOException {
    for (String all : List.of("0", "0.0.0.0")) {
      try (LocalPort<ServerSocketChannel> port =
          LocalPort.bind(new LocalBinding(List.of(all), 0))) {
        InetSocketAddress bound = (InetSocketAddress) port.channels().getFirst().getLocalAddress();
        assertThat(bound.getAddress().isAnyLocalAddress()).isTrue();
      }
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() {
    assertThatThrownBy(() -> LocalPort.bind(new LocalBinding(List.of("192.0.2.1"), 0)))
        .isInstanceOf(ClientException.LocalPortTaken.class)
        .hasMessageContaining("192.0.2.1");
    assertThatThrownBy(() -> LocalPort.bind(new LocalBinding(List.of("no such host"), 0)))
        .isInstanceOf(ClientException.LocalPortTaken.class)
        .hasMessageContaining("no such host")
        .hasMessageContaining("--local-host");
  }
}
