package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.tunnel.records.RecordMeddler.Attack.CUT_BEFORE;
import static org.noports.tunnel.records.RecordMeddler.Attack.CUT_WITHIN;
import static org.noports.tunnel.records.RecordMeddler.Attack.DROP;
import static org.noports.tunnel.records.RecordMeddler.Attack.REPEAT;
import static org.noports.tunnel.records.RecordMeddler.Attack.SWAP_WITH_NEXT;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.records.RecordMeddler;
import org.noports.tunnel.records.RecordMeddler.Attack;
import org.noports.tunnel.records.Speaker;
import org.noports.tunnel.records.Speaker.Heard;

/**
 * An authenticated session through a relay in hostile hands (sessions.md 8.3): whoever is outside
 * the tunnel hears the beginning of what was said, and then a reset; never anything else, and never
 * an end of stream that was not meant.
 */
final class SessionUnderAttackTest {
  private static final int HELLO = 0;
  private static final int END = 1 + Speaker.SENTENCES;
  private static final Set<Attack> CUTS = EnumSet.of(CUT_BEFORE, CUT_WITHIN);

  /** With END these change nothing, or what comes of them takes the 60 s of a half-close. */
  private static final Set<Attack> NOT_ON_END = EnumSet.of(DROP, REPEAT, SWAP_WITH_NEXT);

  private AuthenticatedRig rig = new AuthenticatedRig();

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  /** Connections are numbered from the beginning of a rig. */
  private void anew() throws IOException {
    rig.close();
    rig = new AuthenticatedRig();
  }

  /** Both ends speak at once through the first data connection. */
  private Heard[] talk(RecordMeddler toDevice, RecordMeddler toClient) throws Exception {
    rig.relay.meddle(1, new MeddlingRelay.Meddlers(toDevice, toClient));
    try (Socket clientSocket = rig.connect();
        Socket serviceSocket = rig.accept()) {
      Speaker client = new Speaker("client", clientSocket);
      Speaker service = new Speaker("service", serviceSocket);
      client.speak(toDevice);
      service.speak(toClient);
      Future<Heard> byService = service.hear();
      Future<Heard> byClient = client.hear();
      return new Heard[] {byService.get(20, TimeUnit.SECONDS), byClient.get(20, TimeUnit.SECONDS)};
    }
  }

  private static void assertBeginning(Heard heard, String of) {
    assertThat(Speaker.speech(of)).startsWith(heard.text());
  }

  @Test
  void with_nobody_on_the_path_all_is_heard_though_the_relay_keeps_no_half_close()
      throws Exception {
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient()) {
      Heard[] heard = talk(RecordMeddler.harmless(), RecordMeddler.harmless());
      assertThat(heard[0]).isEqualTo(new Heard(Speaker.speech("client"), false));
      assertThat(heard[1]).isEqualTo(new Heard(Speaker.speech("service"), false));
      assertThat(client.await(Duration.ZERO)).isNull();
      assertThat(device.await(Duration.ZERO)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
  void what_is_done_to_data_on_its_way_to_the_service_resets_it(Attack attack) throws Exception {
    for (int victim : new int[] {1, 3, END}) {
      if (victim != END || !NOT_ON_END.contains(attack)) {
        anew();
        try (DeviceSide device = rig.openDevice();
            ClientSide client = rig.openClient()) {
          Heard[] heard = talk(new RecordMeddler(attack, victim), RecordMeddler.harmless());
          assertThat(heard[0].reset()).as("%s on %d", attack, victim).isTrue();
          assertBeginning(heard[0], "client");
          assertBeginning(heard[1], "service");
          assertThat(device.await(Duration.ZERO)).isNull();
          assertThat(client.await(Duration.ZERO)).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
  void what_is_done_to_data_on_its_way_to_the_client_resets_it(Attack attack) throws Exception {
    for (int victim : new int[] {1, 3, END}) {
      if (victim != END || !NOT_ON_END.contains(attack)) {
        anew();
        try (DeviceSide device = rig.openDevice();
            ClientSide client = rig.openClient()) {
          Heard[] heard = talk(RecordMeddler.harmless(), new RecordMeddler(attack, victim));
          assertThat(heard[1].reset()).as("%s on %d", attack, victim).isTrue();
          assertBeginning(heard[1], "service");
          assertBeginning(heard[0], "client");
          assertThat(device.await(Duration.ZERO)).isNull();
          assertThat(client.await(Duration.ZERO)).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NOTHING", "REPEAT"})
  void what_is_done_to_the_first_record_also_ends_the_session(Attack attack) throws Exception {
    for (boolean toDevice : new boolean[] {true, false}) {
      anew();
      try (DeviceSide device = rig.openDevice();
          ClientSide client = rig.openClient()) {
        RecordMeddler meddler = new RecordMeddler(attack, HELLO);
        Heard[] heard =
            toDevice
                ? talk(meddler, RecordMeddler.harmless())
                : talk(RecordMeddler.harmless(), meddler);
        assertThat(heard[toDevice ? 0 : 1]).isEqualTo(new Heard("", true));
        SessionSide receiver = toDevice ? device : client;
        if (CUTS.contains(attack)) {
          assertThat(receiver.await(Duration.ZERO)).isNull();
        } else {
          assertThat(requireNonNull(receiver.await(Duration.ofSeconds(10))).reason())
              .isEqualTo(EndReason.PROTOCOL_BROKEN);
        }
      }
    }
  }

  @Test
  void connections_joined_with_one_anothers_partners_end_the_session_and_carry_nothing()
      throws Exception {
    rig.relay.shift();
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket one = rig.connect();
        Socket two = rig.connect()) {
      boolean oneIsReset = !trySay(one);
      boolean twoIsReset = !trySay(two);
      Heard byOne = new Speaker("one", one).hear().get(20, TimeUnit.SECONDS);
      Heard byTwo = new Speaker("two", two).hear().get(20, TimeUnit.SECONDS);
      assertThat(byOne).isEqualTo(new Heard("", !oneIsReset));
      assertThat(byTwo).isEqualTo(new Heard("", !twoIsReset));
      SessionEnd end = requireNonNull(client.await(Duration.ofSeconds(10)));
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10)))).isNotNull();
      assertThat(end.bytesToRelay() + end.bytesFromRelay()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHORTEN_LENGTH", "FLIP_TYPE", "FLIP_TAG", "INSERT", "REPEAT"})
  void what_is_done_to_the_control_channel_ends_the_session(Attack attack) throws Exception {
    for (boolean toDevice : new boolean[] {true, false}) {
      RecordMeddler meddler = new RecordMeddler(attack, 1);
      anew();
      rig.relay.meddle(0, onControl(toDevice, meddler));
      try (DeviceSide device = rig.openDevice();
          ClientSide client = rig.openClient();
          Socket socket = rig.connect()) {
        SessionSide receiver = toDevice ? device : client;
        assertThat(requireNonNull(receiver.await(Duration.ofSeconds(10))).reason())
            .isEqualTo(EndReason.PROTOCOL_BROKEN);
        SessionSide other = toDevice ? client : device;
        assertThat(other.await(Duration.ofSeconds(10))).isNotNull();
        assertThat(new Speaker("socket", socket).hear().get(20, TimeUnit.SECONDS))
            .isEqualTo(new Heard("", true));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"CUT_BEFORE,true", "CUT_BEFORE,false", "CUT_WITHIN,true", "CUT_WITHIN,false"})
  void a_control_channel_that_is_cut_is_no_end_by_the_peer(Attack attack, boolean toDevice)
      throws Exception {
    rig.relay.meddle(0, onControl(toDevice, new RecordMeddler(attack, 1)));
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket socket = rig.connect()) {
      assertThat(socket.isConnected()).isTrue();
      SessionSide receiver = toDevice ? device : client;
      assertThat(requireNonNull(receiver.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.RELAY_LOST);
    }
  }

  @Test
  void an_open_line_that_is_kept_back_shows_with_the_next_one() throws Exception {
    rig.relay.meddle(0, onControl(true, new RecordMeddler(DROP, 1)));
    try (DeviceSide device = rig.openDevice();
        ClientSide client = rig.openClient();
        Socket one = rig.connect();
        Socket two = rig.connect()) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      assertThat(requireNonNull(device.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PROTOCOL_BROKEN);
      assertThat(client.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORTEN_LENGTH", "FLIP_TYPE", "FLIP_TAG", "CUT_BEFORE", "CUT_WITHIN"})
  void a_client_whose_control_channel_does_not_lead_to_the_device_does_not_begin(Attack attack)
      throws Exception {
    rig.relay.meddle(0, onControl(false, new RecordMeddler(attack, HELLO)));
    try (DeviceSide device = rig.openDevice()) {
      assertThatThrownBy(rig::openClient)
          .isInstanceOf(TunnelException.class)
          .hasMessageContaining("does not answer through the relay");
      assertThat(device.await(Duration.ofSeconds(10))).isNotNull();
    }
  }

  /** False when the connection is reset already; whoever hears of that hears it once. */
  private static boolean trySay(Socket socket) {
    try {
      socket.getOutputStream().write(1);
      return true;
    } catch (IOException e) {
      assertThat(e).isInstanceOf(SocketException.class);
      return false;
    }
  }

  private static MeddlingRelay.Meddlers onControl(boolean toDevice, RecordMeddler meddler) {
    return toDevice
        ? new MeddlingRelay.Meddlers(meddler, RecordMeddler.harmless())
        : new MeddlingRelay.Meddlers(RecordMeddler.harmless(), meddler);
  }
}
