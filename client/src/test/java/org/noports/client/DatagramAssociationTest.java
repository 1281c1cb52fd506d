package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.FlowPlaces;

/** What an association takes of whom, and how much; no service can be reached. */
class DatagramAssociationTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MOST = 3;

  private final List<ServiceAddress> dialled = new CopyOnWriteArrayList<>();
  private final List<ServiceAddress> refused = new CopyOnWriteArrayList<>();
  private final FlowPlaces places = new FlowPlaces(MOST);
  private DatagramSocket program;

  private final DatagramAssociation.Services services =
      new DatagramAssociation.Services() {
        @Override
        public Entrance.Dialer dialer(ServiceAddress service) {
          return () -> {
            dialled.add(service);
            throw new IOException("nothing is reached");
          };
        }

        @Override
        public void refused(ServiceAddress service, Exception why) {
          refused.add(service);
        }
      };

  @BeforeEach
  void bind() throws IOException {
    program = new DatagramSocket(0, LOOPBACK);
  }

  @AfterEach
  void close() {
    program.close();
  }

  private static DatagramLimits limits(int flows, Duration idle) {
    return new DatagramLimits(
        flows, idle, Duration.ofMinutes(1), 128 * 1024, Duration.ofSeconds(3));
  }

  private DatagramAssociation begun(int fromPort, DatagramLimits limits) throws IOException {
    DatagramAssociation association =
        new DatagramAssociation(
            LOOPBACK, new InetSocketAddress(LOOPBACK, fromPort), limits, places, services);
    Thread.ofVirtual().start(association::run);
    return association;
  }

  private static void send(DatagramSocket from, DatagramAssociation to, int fragment, int port)
      throws IOException {
    byte[] bytes =
        ByteBuffer.allocate(11)
            .put(new byte[] {0, 0, (byte) fragment, 1, 10, 0, 0, 7})
            .putShort((short) port)
            .put((byte) 'x')
            .array();
    from.send(new DatagramPacket(bytes, bytes.length, to.address()));
  }

  private static ServiceAddress service(int port) {
    return ServiceAddress.udp("10.0.0.7", port);
  }

  @Test
  void fragmentsAndOtherProgramsDatagramsGoNowhere() throws Exception {
    try (DatagramAssociation association = begun(0, limits(MOST, Duration.ofMinutes(1)));
        DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"))) {
      send(stranger, association, 0, 1);
      send(program, association, 1, 2);
      send(program, association, 0x80, 3);
      send(program, association, 0, 4);
      await().until(() -> refused.size() == 1);
      try (DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
        send(other, association, 0, 5);
      }
      send(program, association, 0, 6);
      await().until(() -> refused.size() == 2);
      assertThat(dialled).containsExactly(service(4), service(6));
      assertThat(refused).containsExactly(service(4), service(6));
    }
  }

  @Test
  void whoSaysFromWhichPortItSendsIsHeardFromThereOnly() throws Exception {
    try (DatagramAssociation association =
            begun(program.getLocalPort(), limits(MOST, Duration.ofMinutes(1)));
        DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
      send(other, association, 0, 1);
      send(program, association, 0, 2);
      await().until(() -> refused.size() == 1);
      assertThat(dialled).containsExactly(service(2));
    }
  }

  @Test
  void aServiceThatCannotBeReachedIsNotTriedWithEveryDatagram() throws Exception {
    try (DatagramAssociation association = begun(0, limits(MOST, Duration.ofMinutes(1)))) {
      for (int i = 0; i < 200; i++) {
        send(program, association, 0, 1);
      }
      send(program, association, 0, 2);
      await().until(() -> dialled.contains(service(2)));
      // Loaded machines take their time; 200 attempts would show all the same.
      assertThat(dialled).hasSizeLessThan(20);
    }
  }

  @Test
  void servicesAreBoundedForOneProgramAndForAll() throws Exception {
    try (DatagramAssociation second = begun(0, limits(MOST, Duration.ofMinutes(1)));
        DatagramSocket secondProgram = new DatagramSocket(0, LOOPBACK)) {
      try (DatagramAssociation first = begun(0, limits(MOST - 1, Duration.ofMinutes(1)))) {
        for (int port = 1; port <= 10; port++) {
          send(program, first, 0, port);
        }
        await().until(() -> refused.size() == MOST - 1);
        for (int port = 11; port <= 20; port++) {
          send(secondProgram, second, 0, port);
        }
        await().until(() -> refused.size() == MOST);
        assertThat(dialled).containsExactlyInAnyOrder(service(1), service(2), service(11));
        assertThat(first.size()).isEqualTo(MOST - 1);
      }
      send(secondProgram, second, 0, 21);
      await().until(() -> refused.contains(service(21)));
    }
  }

  @Test
  void aServiceThatNothingIsSentToAnyMoreGivesItsPlaceBack() throws Exception {
    try (DatagramAssociation association = begun(0, limits(MOST, Duration.ofMillis(100)))) {
      send(program, association, 0, 1);
      await().until(() -> refused.size() == 1);
      await().until(() -> association.size() == 0);
      for (int i = 0; i < MOST; i++) {
        assertThat(places.take()).isTrue();
      }
    }
  }
}
