package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.datagrams.LocalFlows;
import org.noports.tunnel.pump.JoinEnd;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.records.RecordMeddler;
import org.noports.tunnel.records.RecordMeddler.Attack;

/** Datagrams between two real sides through a relay that is the test's (docs/extensions/udp.md). */
final class DatagramSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AuthenticatedRig rig = new AuthenticatedRig();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();
  private final CompletableFuture<@Nullable JoinResult> ended = new CompletableFuture<>();
  private UdpEcho echo;
  private @Nullable DeviceSide device;
  private @Nullable ClientSide client;
  private int servicePort;
  private int port;

  @BeforeEach
  void start() throws IOException {
    echo = new UdpEcho();
    servicePort = echo.port();
    rig.admitted.add(ServiceAddress.udp("service", servicePort));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    echo.close();
    rig.close();
  }

  private DeviceSide device() {
    return requireNonNull(device);
  }

  private ClientSide client() {
    return requireNonNull(client);
  }

  private <T extends AutoCloseable> T closing(T one) {
    open.add(one);
    return one;
  }

  /** A session whose local port gives to one connection. */
  private void serve(DatagramLimits atClient, DatagramLimits atDevice) throws Exception {
    rig.datagrams = atDevice;
    device = closing(rig.openDevice());
    client = closing(rig.openClient());
    DatagramChannel local =
        DatagramChannel.open(StandardProtocolFamily.INET)
            .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    port = local.socket().getLocalPort();
    DatagramQueue queue = new DatagramQueue(atClient);
    LocalFlows flows = closing(new LocalFlows("test", List.of(local), atClient));
    DataConnection connection = client().dial(ServiceAddress.udp("service", servicePort));
    connection.awaitOpened(LIMIT);
    Thread.ofVirtual()
        .start(() ->
            flows.run(
                new LocalFlows.Outlet() {
                  @Override
                  public void send(int flow, ByteBuffer bytes) {
                    queue.offer(flow, bytes);
                  }

                  @Override
                  public void idle() {
                    idle.incrementAndGet();
                    queue.close();
                  }
                }));
    Thread.ofVirtual().start(() -> ended.complete(connection.carry(queue, flows)));
  }

  private void serve() throws Exception {
    serve(DatagramLimits.DEFAULT, DatagramLimits.DEFAULT);
  }

  private DatagramSocket program() throws IOException {
    DatagramSocket socket = closing(new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1")));
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  /** Not through a connected socket: the JDK's sends no empty datagram. */
  private void send(DatagramSocket socket, byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), port));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1420, 16_377, 16_378, 16_379, 32_768, 65_506, 65_507})
  void aDatagramOfAnySizeComesBackAsItWas(int size) throws Exception {
    serve();
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    DatagramSocket program = program();

    send(program, bytes);

    assertThat(receive(program)).isEqualTo(bytes);
  }

  @Test
  void everySenderGetsItsOwnAnswersAndIsOneSenderToTheService() throws Exception {
    serve();
    List<DatagramSocket> programs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      programs.add(program());
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < programs.size(); i++) {
        send(programs.get(i), new byte[] {(byte) i, (byte) round});
      }
      for (int i = 0; i < programs.size(); i++) {
        assertThat(receive(programs.get(i))).containsExactly(i, round);
      }
    }
    assertThat(echo.senders).hasSize(50);
    assertThat(client().connections()).isEqualTo(1);
  }

  @Test
  void aServiceThatIsNotPermittedForUdpIsDeniedThoughItsPortIsPermittedForTcp() throws Exception {
    rig.admitted.clear();
    rig.admitted.add(ServiceAddress.of("service", echo.port()));
    device = closing(rig.openDevice());
    client = closing(rig.openClient());
    // The refusal may come while the client still begins the connection: that must not matter.
    for (int i = 0; i < 100; i++) {
      assertDenied(() -> client().dial(ServiceAddress.udp("service", servicePort)));
    }
    assertThat(client().await(Duration.ZERO)).isNull();
  }

  @Test
  void answersAreTakenFromTheServiceOnly() throws Exception {
    serve();
    DatagramSocket program = program();
    send(program, new byte[] {1});
    assertThat(receive(program)).containsExactly(1);

    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      stranger.send(new DatagramPacket(new byte[] {66}, 1, echo.senders.iterator().next()));
    }
    send(program, new byte[] {2});
    assertThat(receive(program)).containsExactly(2);
  }

  @Test
  void aSessionForUdpLeadsToNoTcpService() throws Exception {
    rig.target = ServiceAddress.udp("service", TwoPorts.port(rig.service));
    serve();

    assertDenied(() -> client().dial());
  }

  private static void assertDenied(Callable<DataConnection> dial) {
    assertThatThrownBy(
            () -> {
              try (DataConnection connection = dial.call()) {
                connection.awaitOpened(LIMIT);
              }
            })
        .isInstanceOfSatisfying(
            ServiceUnreachable.class, e -> assertThat(e.reason().name()).isEqualTo("DENIED"));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
  void whateverIsDoneToARecordOnItsWayToTheServiceResetsTheConnection(Attack attack)
      throws Exception {
    // HELLO is record 0.
    attack(attack, new RecordMeddler(attack, 2), RecordMeddler.harmless());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
  void whateverIsDoneToARecordOnItsWayBackResetsTheConnection(Attack attack) throws Exception {
    attack(attack, RecordMeddler.harmless(), new RecordMeddler(attack, 2));
  }

  private void attack(Attack attack, RecordMeddler toDevice, RecordMeddler toClient)
      throws Exception {
    rig.relay.meddle(1, new MeddlingRelay.Meddlers(toDevice, toClient));
    serve();
    DatagramSocket program = program();
    program.setSoTimeout(50);
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 400 && !ended.isDone(); i++) {
      send(program, ("question " + i).getBytes(StandardCharsets.UTF_8));
      try {
        given.add(new String(receive(program), StandardCharsets.UTF_8));
      } catch (SocketTimeoutException e) {
        // Lost with the connection.
      }
    }

    JoinResult result = ended.get(20, TimeUnit.SECONDS);
    assertThat(result).isNotNull();
    assertThat(result.end()).as(attack.name()).isIn(JoinEnd.BROKEN, JoinEnd.RESET);
    assertThat(given).allMatch(text -> text.matches("question [0-9]+")).doesNotHaveDuplicates();
    assertThat(client().await(Duration.ZERO)).as("the session goes on").isNull();
    assertThat(device().await(Duration.ZERO)).as("the session goes on").isNull();
  }

  @Test
  void aFloodOfSendersIsBoundedAtBothEndsAndTheOldOnesGoOn() throws Exception {
    serve(DatagramLimits.DEFAULT.flows(32), DatagramLimits.DEFAULT.flows(16));
    DatagramSocket first = program();
    send(first, new byte[] {1});
    assertThat(receive(first)).containsExactly(1);

    for (int i = 0; i < 500; i++) {
      try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
        send(stranger, new byte[] {2});
      }
    }
    await().atMost(LIMIT).until(() -> echo.senders.size() >= 16);

    send(first, new byte[] {3});
    assertThat(receive(first)).containsExactly(3);
    assertThat(echo.senders).hasSize(16);
  }

  @Test
  void aSilentFlowEndsAndWithTheLastOneTheConnection() throws Exception {
    DatagramLimits brief = DatagramLimits.DEFAULT.idleAfter(Duration.ofMillis(300));
    serve(brief, brief);
    DatagramSocket program = program();
    send(program, new byte[] {1});
    assertThat(receive(program)).containsExactly(1);

    JoinResult result = ended.get(20, TimeUnit.SECONDS);

    assertThat(result).isNotNull();
    assertThat(result.end()).isEqualTo(JoinEnd.CLOSED);
    assertThat(idle).hasValue(1);
    await().atMost(LIMIT).until(() -> client().connections() == 0 && device().connections() == 0);
    assertThat(client().await(Duration.ZERO)).isNull();
  }

  @Test
  void theDevicesFlowEndsAloneAndTheSameSenderBeginsAnother() throws Exception {
    serve(DatagramLimits.DEFAULT, DatagramLimits.DEFAULT.idleAfter(Duration.ofMillis(100)));
    DatagramSocket program = program();
    program.setSoTimeout(500);

    await("a second flow of one sender")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(SocketTimeoutException.class)
        .until(() -> {
          send(program, new byte[] {1});
          receive(program);
          return echo.senders.size() > 1;
        });
  }

  @Test
  void whatIsSentToAPortWhereNothingListensIsLostAndTheConnectionGoesOn() throws Exception {
    echo.close();
    serve();
    DatagramSocket program = program();
    for (int i = 0; i < 10; i++) {
      send(program, new byte[] {1});
    }
    try (DatagramSocket late =
        new DatagramSocket(servicePort, InetAddress.ofLiteral("127.0.0.1"))) {
      late.setSoTimeout((int) LIMIT.toMillis());
      send(program, new byte[] {2});
      byte[] heard = receive(late);
      while (heard[0] != 2) {
        heard = receive(late);
      }
    }
    assertThat(ended.isDone()).isFalse();
  }
}
