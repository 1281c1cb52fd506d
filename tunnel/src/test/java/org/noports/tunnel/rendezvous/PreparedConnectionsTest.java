package org.noports.tunnel.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.ControlLine;

/** Connections joined before they are needed (docs/extensions/prepared-connections.md). */
final class PreparedConnectionsTest {
  private final AuthenticatedRig rig = new AuthenticatedRig();

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private void exchange() throws IOException {
    try (Socket local = rig.connect();
        Socket service = rig.accept()) {
      local.getOutputStream().write(7);
      assertThat(service.getInputStream().read()).isEqualTo(7);
      service.getOutputStream().write(8);
      assertThat(local.getInputStream().read()).isEqualTo(8);
    }
  }

  private void awaitPairs(int pairs) {
    await().until(() -> rig.relay.pairs() == pairs);
  }

  @Test
  void a_prepared_connection_counts_for_nothing_and_the_service_does_not_see_it() throws Exception {
    rig.prepared = 1;
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      awaitPairs(2);
      rig.service.configureBlocking(false);
      assertThat(rig.service.accept()).isNull();
      assertThat(client.connections()).isZero();
      assertThat(device.connections()).isZero();
    }
  }

  @Test
  void each_connection_takes_the_one_prepared_and_another_follows() throws Exception {
    rig.prepared = 1;
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      for (int used = 0; used < 5; used++) {
        awaitPairs(2 + used);
        exchange();
      }
      // No connection but those prepared: the control channel, five used, and the next.
      awaitPairs(7);
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void a_prepared_connection_that_died_is_replaced_without_loss() throws Exception {
    rig.prepared = 1;
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      awaitPairs(2);
      rig.relay.cut(1);
      exchange();
      exchange();
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void it_leads_to_the_service_it_is_started_for() throws Exception {
    rig.prepared = 2;
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      ServiceAddress named = new ServiceAddress("the-other", other.getLocalPort());
      rig.admitted.add(named);
      awaitPairs(3);
      try (DataConnection connection = client.dial(named)) {
        connection.awaitOpened(Duration.ofSeconds(20));
        other.accept().close();
      }
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void the_reason_of_a_refusal_comes_back() throws Exception {
    rig.prepared = 1;
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      awaitPairs(2);
      assertThatThrownBy(
              () -> {
                try (DataConnection connection = client.dial(new ServiceAddress("forbidden", 22))) {
                  connection.awaitOpened(Duration.ofSeconds(20));
                }
              })
          .isInstanceOfSatisfying(
              ServiceUnreachable.class,
              e -> assertThat(e.reason()).isEqualTo(ControlLine.Failed.Reason.DENIED));
      await().until(() -> client.connections() == 0 && device.connections() == 0);
      exchange();
    }
  }

  @Test
  void a_session_without_any_is_as_before() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      exchange();
      assertThat(rig.relay.pairs()).isEqualTo(2);
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }
}
