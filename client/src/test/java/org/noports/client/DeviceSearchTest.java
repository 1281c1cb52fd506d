package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.MALLORY;
import static org.noports.client.Scripts.NEW_FEATURES;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.MessageName;

class DeviceSearchTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final AtSign DAN = AtSign.of("@dan");

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);

  private void share(AtSign daemon, String device) {
    office.records.put(
        MessageName.deviceInfo(ALICE, DeviceName.of(device), daemon).text(), Scripts.OLD_DART_PING);
  }

  /** Answers pings for any device, also in others' names. */
  private Party answering(AtSign daemon, AtSign inTheNameOf) {
    return new Party(
        office,
        daemon,
        (message, value, me) -> {
          String device = message.key().name().replace("ping.", "").replace(".sshnp", "");
          me.send(
              MessageName.pingAnswer(message.from(), DeviceName.of(device), inTheNameOf),
              Scripts.ping(NEW_FEATURES));
        });
  }

  private List<String> found(Duration limit, AtSign... daemon) throws InterruptedException {
    return new DeviceSearch(alice, limit)
        .search(daemon.length == 0 ? null : daemon[0]).stream()
            .map(one ->
                one.name()
                    + one.daemon().text()
                    + (one.active() ? " active " : " inactive ")
                    + one.info().version())
            .toList();
  }

  @Test
  @Timeout(60)
  void itEndsAsSoonAsAllHaveAnswered() throws Exception {
    share(BOB, "web");
    share(BOB, "box");
    share(DAN, "nas");
    try (Party bob = answering(BOB, BOB);
        Party dan = answering(DAN, DAN)) {
      assertThat(found(LONG))
          .containsExactly("box@bob active 9.9.9", "web@bob active 9.9.9", "nas@dan active 9.9.9");
      assertThat(bob.received).hasSize(2);
      assertThat(dan.received).hasSize(1);
    }
  }

  @Test
  void whatDoesNotAnswerIsInactiveAsItWasLastKnown() throws Exception {
    share(BOB, "box");
    share(DAN, "nas");
    try (Party dan = answering(DAN, DAN)) {
      assertThat(found(SHORT)).containsExactly("box@bob inactive 5.6.3", "nas@dan active 9.9.9");
      assertThat(dan.received).hasSize(1);
    }
  }

  @Test
  void anAnswerOfAnotherAtSignDoesNotMakeADeviceActive() throws Exception {
    share(BOB, "box");
    try (Party mallory = new Party(office, MALLORY, Scripts.SILENT);
        Party bob =
            new Party(
                office,
                BOB,
                (message, value, me) ->
                    mallory.send(
                        MessageName.pingAnswer(ALICE, DeviceName.of("box"), BOB),
                        Scripts.ping(NEW_FEATURES)))) {
      assertThat(found(SHORT)).containsExactly("box@bob inactive 5.6.3");
      assertThat(bob.received).hasSize(1);
    }
  }

  @Test
  void onlyTheAskedDaemonsDevicesAreListedAndUnreadableRecordsLeftOut() throws Exception {
    share(BOB, "box");
    share(DAN, "nas");
    office.records.put(MessageName.deviceInfo(ALICE, DeviceName.of("bad"), BOB).text(), "{");
    assertThat(found(SHORT, BOB)).containsExactly("box@bob inactive 5.6.3");
  }

  @Test
  @Timeout(60)
  void whereThereIsNothingNothingIsWaitedFor() throws Exception {
    assertThat(found(LONG)).isEmpty();
  }

  @Test
  void silenceMeansWhatTheRecordsShow() {
    assertThat(text("box")).contains("shares no device with @alice");
    share(BOB, "web");
    assertThat(text("box")).contains("shares no device of that name with @alice, but web");
    share(BOB, "box");
    assertThat(text("box")).contains("sshnpd is off there");
  }

  private String text(String device) {
    return Silence.of(BOB, DeviceName.of(device), alice).text(BOB, ALICE);
  }
}
