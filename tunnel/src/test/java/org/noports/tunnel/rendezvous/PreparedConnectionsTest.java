package org.noports.tunnel.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.StartLine;
import org.noports.tunnel.records.AuthenticatedStream;
import org.noports.tunnel.records.RecordMeddler;
import org.noports.tunnel.records.ShiftedException;

/** Connections joined before they are needed (docs/extensions/prepared-connections.md). */
final class PreparedConnectionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

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

  @ParameterizedTest
  @EnumSource(names = {"FLIP_TAG", "SHORTEN_LENGTH", "CUT_WITHIN"})
  void a_start_that_is_damaged_on_the_way_starts_nothing_and_another_connection_is_opened(
      RecordMeddler.Attack attack) throws Exception {
    rig.prepared = 1;
    rig.relay.meddle(1, onStart(attack));
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      awaitPairs(2);
      exchange();
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  @Test
  void a_start_that_nobody_answers_is_given_up_for_a_connection_that_is_opened() throws Exception {
    rig.prepared = 1;
    rig.relay.meddle(1, onStart(RecordMeddler.Attack.DROP));
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      awaitPairs(2);
      long since = System.nanoTime();
      exchange();
      assertThat(System.nanoTime() - since).as("waited first").isGreaterThan(4_900_000_000L);
      await().until(() -> client.connections() == 0 && device.connections() == 0);
    }
  }

  /** What becomes of the record behind the client's HELLO. */
  private static MeddlingRelay.Meddlers onStart(RecordMeddler.Attack attack) {
    return new MeddlingRelay.Meddlers(new RecordMeddler(attack, 1), RecordMeddler.harmless());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop\n", "start", "GET / HTTP/1.0\r\n", "start:an-other:0\n"})
  void what_is_no_start_closes_the_connection_and_not_the_session(String said) throws Exception {
    try (DeviceSide device = rig.openDevice();
        ForeignClient client = new ForeignClient(rig)) {
      AuthenticatedStream wrong = client.prepare(ConnectionId.random(rig.random));
      wrong.awaitHello(LIMIT);
      wrong.send(said.getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> wrong.receive(LIMIT)).isInstanceOf(IOException.class);
      AuthenticatedStream right = client.prepare(ConnectionId.random(rig.random));
      right.send(new StartLine(null).bytes());
      right.awaitHello(LIMIT);
      assertThat(right.receive(LIMIT)).isEqualTo(StartLine.started());
      try (Socket service = rig.accept()) {
        right.send(new byte[] {7});
        assertThat(service.getInputStream().read()).isEqualTo(7);
        assertThat(device.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_ninth_is_closed_and_one_of_the_eight_that_is_started_makes_room() throws Exception {
    try (DeviceSide device = rig.openDevice();
        ForeignClient client = new ForeignClient(rig)) {
      List<AuthenticatedStream> kept = new ArrayList<>();
      for (int i = 0; i < ClientSideOptions.MOST_PREPARED; i++) {
        AuthenticatedStream one = client.prepare(ConnectionId.random(rig.random));
        one.awaitHello(LIMIT);
        kept.add(one);
      }
      AuthenticatedStream ninth = client.prepare(ConnectionId.random(rig.random));
      assertThatThrownBy(() -> ninth.awaitHello(LIMIT))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ShiftedException.class);
      AuthenticatedStream started = kept.getFirst();
      started.send(new StartLine(null).bytes());
      assertThat(started.receive(LIMIT)).isEqualTo(StartLine.started());
      client.prepare(ConnectionId.random(rig.random)).awaitHello(LIMIT);
      assertThat(device.await(Duration.ofMillis(1))).as("the session's end").isNull();
    }
  }

  @Test
  void prepared_connections_joined_with_one_anothers_partners_end_the_session() throws Exception {
    rig.prepared = 2;
    rig.relay.shift();
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      assertThat(device.await(LIMIT)).isNotNull();
      assertThat(client.await(LIMIT)).isNotNull();
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
        connection.awaitOpened(LIMIT);
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
                  connection.awaitOpened(LIMIT);
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
