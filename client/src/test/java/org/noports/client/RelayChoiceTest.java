package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;

/** Several relays to choose from: who is asked, in which order, and what when one fails. */
class RelayChoiceTest {
  private static final AtSign SILENT = AtSign.of("@silent");
  private static final AtSign REFUSING = AtSign.of("@refusing");
  private static final AtSign FAR = AtSign.of("@far");

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);
  private final List<String> steps = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();
  private ListeningRelay port;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    parties.add(
        new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected)));
  }

  @AfterEach
  void stop() throws IOException {
    parties.forEach(Party::close);
    port.close();
  }

  /** A relay that gives the port; it says where it is when there is something to say. */
  private void giving(AtSign relay, @Nullable String place) {
    Party.Script ports = Scripts.relay(port);
    parties.add(
        new Party(
            office,
            relay,
            (message, value, me) -> {
              if (place != null && message.key().name().startsWith("discover_request")) {
                me.send(MessageName.discoverResponse(message.from(), me.atSign), place);
              }
              ports.received(message, value, me);
            }));
  }

  private void refusing(AtSign relay) {
    parties.add(
        new Party(
            office,
            relay,
            (message, value, me) ->
                Scripts.relay(
                        id -> {
                          me.send(
                              MessageName.portRefusal(message.from(), id, me.atSign),
                              "This relay has no ports left");
                          return null;
                        })
                    .received(message, value, me)));
  }

  private String place() {
    return "{\"ipaddr\":\"127.0.0.1\",\"port\":%d}".formatted(port.port());
  }

  private void connect(AtSign... relays) throws InterruptedException {
    NptClient.connect(
            NptOptions.builder(BOB, DEVICE, List.of(relays), ServiceAddress.of("localhost", 22))
                .build(),
            alice,
            ScriptedSystem.SHORT,
            step -> steps.add(step.text()),
            InstantSource.system(),
            Scripts.RANDOM)
        .close();
  }

  private Stream<String> chosen() {
    return steps.stream().filter(step -> step.startsWith("Chose the relay "));
  }

  @Test
  void aRelayThatSaysWhereItIsGoesBeforeThoseThatDoNot() throws Exception {
    giving(RELAY, place());
    connect(SILENT, RELAY);
    assertThat(chosen()).containsExactly("Chose the relay @relay");
  }

  @Test
  void oneThatGivesNoSessionIsFollowedByTheNext() throws Exception {
    refusing(REFUSING);
    giving(RELAY, null);
    connect(REFUSING, SILENT, RELAY);
    assertThat(chosen())
        .containsExactly(
            "Chose the relay @refusing", "Chose the relay @silent", "Chose the relay @relay");
    assertThat(steps)
        .anyMatch(step -> step.contains("trying the next one: The relay @refusing refused"))
        .anyMatch(step -> step.contains("trying the next one: Connection timeout to srvd @silent"));
  }

  @Test
  void whenNoneDoesTheReasonsOfAllAreTold() {
    refusing(REFUSING);
    assertThatThrownBy(() -> connect(SILENT, REFUSING))
        .isInstanceOf(ClientException.NoRelay.class)
        .hasMessageStartingWith("No reachable RV found: Connection timeout to srvd @silent")
        .hasMessageContaining("The relay @refusing refused the session: This relay has no ports");
  }

  /** A daemon that says so much of itself, and so much of relays. */
  private void daemonSays(String ping, String latencies) {
    Party.Script sessions = Scripts.daemon(ping, Scripts::connected);
    parties
        .getFirst()
        .become((message, value, me) -> {
          if (message.key().name().startsWith("relay_latency_request.")) {
            me.send(MessageName.relayLatencies(message.from(), DEVICE, me.atSign), latencies);
          }
          sessions.received(message, value, me);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"@relay\":90000,\"@far\":1}|@far",
        "{\"@relay\":1,\"@far\":90000}|@relay",
        "{\"@relay\":-1,\"@far\":90000}|@far",
        "{\"@relay\":90000}|@relay",
        "{\"@far\":\"near\"}|any",
        "no figures|any",
      })
  void theDaemonsWayCountsAsTheClients(String figures, String expected) throws Exception {
    daemonSays(Scripts.ping(NEW_FEATURES).replace("\"9.9.9\"", "\"5.15.0\""), figures);
    giving(RELAY, place());
    giving(FAR, place());
    connect(FAR, RELAY);
    if (expected.equals("any")) {
      assertThat(chosen()).hasSize(1);
    } else {
      assertThat(chosen()).containsExactly("Chose the relay " + expected);
    }
    assertThat(parties.getFirst().valueOf("relay_latency_request"))
        .contains("\"@far\":{\"ipaddr\":\"127.0.0.1\",\"port\":" + port.port() + "}");
  }

  @Test
  void anOlderDaemonIsNotAskedForItsTimes() throws Exception {
    daemonSays(Scripts.ping(NEW_FEATURES).replace("\"9.9.9\"", "\"5.14.9\""), "{}");
    giving(RELAY, place());
    giving(FAR, place());
    connect(FAR, RELAY);
    assertThat(chosen()).hasSize(1);
    assertThat(parties.getFirst().valueOf("relay_latency_request")).isNull();
  }

  @Test
  void aSingleRelayIsNotMeasured() throws Exception {
    giving(RELAY, place());
    connect(RELAY);
    assertThat(chosen()).isEmpty();
    assertThat(parties.getLast().valueOf("discover_request")).isNull();
  }

  @Test
  void placesThatAreNoneAndStrangersAnswersAreIgnored() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      giving(FAR, "{\"ipaddr\":\"\",\"port\":" + other.getLocalPort() + "}");
      giving(RELAY, place());
      connect(FAR, RELAY);
    }
    assertThat(chosen()).containsExactly("Chose the relay @relay");
  }

  @Test
  void aRelayWithoutASinglePortIsTimedByARefusedConnection() throws Exception {
    giving(RELAY, "{\"ipaddr\":\"127.0.0.1\",\"port\":null}");
    connect(SILENT, RELAY);
    assertThat(chosen()).containsExactly("Chose the relay @relay");
  }
}
