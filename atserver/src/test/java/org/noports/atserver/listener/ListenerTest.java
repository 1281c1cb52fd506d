package org.noports.atserver.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenerTest {
  private static final int ROUNDS = 2_000;

  @Test
  void aPortIsFreeAgainOnceItsListenerIsClosed() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ServerSocket bound = Listener.bind(loopback, port);
      port = bound.getLocalPort();
      Listener.start(bound, "listener of a test", _ -> {}).close();
    }
    try (ServerSocket last = Listener.bind(loopback, port)) {
      assertThat(last.isBound()).isTrue();
    }
  }
}
