package org.noports.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

/** Session messages in the forms of other generations and under damage. */
class SessionMessagesTest {
  private static final String SID = "6f1c2a3b-0d4e-4f5a-8b9c-1d2e3f4a5b6c";

  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final String npt = at(vectors.required("nptRequest"), "payloadText");

  @Test
  void theNewestPingAnswerWritesAsItIsSpecified() {
    String text =
        "{\"devicename\":\"mydevice\",\"deviceGroupName\":\"__none__\",\"version\":\"5.17.0\","
            + "\"corePackageVersion\":\"6.16.0\",\"supportedFeatures\":{\"srAuth\":true,"
            + "\"srE2ee\":true,\"acceptsPublicKeys\":false,\"supportsPortChoice\":true,"
            + "\"adjustableTimeout\":true,\"controlChannelHeartbeats\":true,"
            + "\"supportsRamEscr\":true,\"twinKeys\":true},\"authModes\":[\"payload\",\"escr\"],"
            + "\"allowedServices\":[\"localhost:22\",\"localhost:3389\"],\"npCpVersion\":\"1.5.0\","
            + "\"publicSigningKeyUri\":\"public:_apsk.7b0e1c9a-5a0c-4f6e-9d0f-0a1b2c3d4e5f.a.__e@bob\"}";
    PingAnswer answer = PingAnswer.parse(text);
    assertThat(answer.toJson().canonical()).isEqualTo(text);
    assertThat(answer.supports(Feature.TWIN_KEYS)).isTrue();
    assertThat(answer.supports(Feature.ACCEPTS_PUBLIC_KEYS)).isFalse();
    PingAnswer ours =
        PingAnswer.ofDaemon(
            "mydevice",
            "__none__",
            "5.17.0",
            "6.16.0",
            answer.features(),
            List.of("payload", "escr"),
            answer.allowedServices(),
            answer.publicSigningKeyUri());
    assertThat(ours.toJson().canonical())
        .isEqualTo(
            text.replace(
                "\"twinKeys\":true",
                "\"twinKeys\":true,\"aeadStreams\":false,\"hybridKeys\":false,"
                    + "\"openTargets\":false,\"udp\":false,\"preparedConnections\":false"));
  }

  @Test
  void aVersion4DaemonHasOneFeature() {
    PingAnswer old = PingAnswer.parse("{\"devicename\":\"d\",\"version\":\"4.0.0\"}");
    assertThat(old.flags()).isNull();
    assertThat(old.features()).isEqualTo(EnumSet.of(Feature.ACCEPTS_PUBLIC_KEYS));
    assertThat(old.allowedServices()).isEmpty();
  }

  @Test
  void aFlagCountsOnlyWhenItIsTrueAndServicesMayBeOneText() {
    PingAnswer odd =
        PingAnswer.parse(
            "{\"devicename\":\"d\",\"supportedFeatures\":{\"srAuth\":\"true\",\"srE2ee\":1,"
                + "\"twinKeys\":true,\"flying\":true},\"allowedServices\":\"a:1, b:2\"}");
    assertThat(odd.features()).containsExactly(Feature.TWIN_KEYS);
    assertThat(odd.allowedServices()).containsExactly("a:1", "b:2");
  }

  @Test
  void missingFeaturesAreReportedInTheOrderUsersKnow() {
    assertThat(Feature.values())
        .extracting(Feature::flag)
        .startsWith("acceptsPublicKeys", "srAuth", "srE2ee", "supportsPortChoice")
        .endsWith(
            "twinKeys", "aeadStreams", "hybridKeys", "openTargets", "udp", "preparedConnections");
    assertThat(Feature.WRITTEN_ORDER).containsExactlyInAnyOrder(Feature.values());
  }

  @Test
  void aRequestWithoutTheNewMembersMeansTheOldThings() {
    NptRequest request =
        NptRequest.from(
            Json.parseObject(
                npt.replaceAll("\"(relayAuthMode|relayAuthAesKey|relayAtsign)\":\"[^\"]*\",?", "")
                    .replaceAll("\"timeout\":30000,\"twinKeys\":true,", "\"x\":0")));
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(request.rendezvous().twinKeys()).isFalse();
    assertThat(request.rendezvous().relayAuthMode()).isEqualTo(AuthMode.PAYLOAD);
    assertThat(request.rendezvous().relayAuthAesKey()).isNull();
    assertThat(request.rendezvous().relayAtSign()).isNull();
    assertThat(request.rendezvous().streamCiphers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sessionId\" -> \"x\"",
        "6f1c2a3b- -> ../../x-",
        "\"rvdHost\" -> \"x\"",
        "relay.example.org -> relay example",
        "40002 -> 0",
        "40002 -> 65536",
        "40002 -> \"40002\"",
        "\"requestedHost\":\"localhost\" -> \"requestedHost\":\"*\"",
        "\"requestedHost\":\"localhost\" -> \"requestedHost\":\"a,b\"",
        "\"requestedPort\":22 -> \"requestedPort\":-22",
        "\"authenticateToRvd\":true -> \"authenticateToRvd\":\"yes\"",
        "\"authenticateToRvd\":true -> \"x\":true",
        "\"encryptRvdTraffic\":true -> \"x\":true",
        "\"clientNonce\" -> \"x\"",
        "\"rvdNonce\" -> \"x\"",
        "\"clientEphemeralPK\" -> \"x\"",
        "\"clientEphemeralPKType\" -> \"x\"",
        "\"timeout\":30000 -> \"timeout\":-1",
        "\"timeout\":30000 -> \"timeout\":\"30000\"",
        "\"relayAuthMode\":\"payload\" -> \"relayAuthMode\":\"none\"",
        "87RggOZo -> 87RggO",
        "\"@relay\" -> \"@re lay\""
      })
  void requestsThatAreNotOfTheFormAreRefused(String damage) {
    String[] change = damage.split(" -> ", 2);
    String text = npt.replace(change[0], change[1]);
    assertThat(text).isNotEqualTo(npt);
    assertThatThrownBy(() -> NptRequest.from(Json.parseObject(text)))
        .as(text)
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void anEphemeralKeyOfAnotherKindIsRefusedWhenItIsUsed() {
    String text = npt.replace("rsa2048", "mlkem768");
    EphemeralKey key =
        Objects.requireNonNull(NptRequest.from(Json.parseObject(text)).rendezvous().ephemeralKey());
    assertThatThrownBy(key::key)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("Unknown ephemeralPKType");
  }

  @Test
  void sshRequestsOfVersion4HaveFourMembers() {
    SshRequest request =
        SshRequest.from(
            Json.parseObject(
                "{\"direct\":true,\"sessionId\":\"" + SID + "\",\"host\":\"h\",\"port\":1}"));
    assertThat(request.rendezvous().authenticateToRvd()).isFalse();
    assertThat(request.rendezvous().encryptRvdTraffic()).isFalse();
    assertThat(request.rendezvous().ephemeralKey()).isNull();
  }

  @Test
  void sshRequestsWriteInTheSpecifiedOrder() {
    JsonObject payload = Json.parseObject(npt);
    RelayRendezvous rendezvous = NptRequest.from(payload).rendezvous();
    SshRequest request =
        new SshRequest(
            true, NptRequest.from(payload).sessionId(), "relay.example.org", 40002, rendezvous);
    assertThat(request.toJson().members().sequencedKeySet())
        .containsExactly(
            "direct",
            "sessionId",
            "host",
            "port",
            "authenticateToRvd",
            "relayAuthMode",
            "relayAuthAesKey",
            "clientNonce",
            "rvdNonce",
            "encryptRvdTraffic",
            "clientEphemeralPK",
            "clientEphemeralPKType",
            "twinKeys",
            "relayAtsign");
    assertThat(SshRequest.from(request.toJson())).isEqualTo(request);
  }

  @Test
  void answersOfEveryFormAreTold() {
    String head = "{\"status\":\"connected\",\"sessionId\":\"" + SID + "\"";
    JsonObject clear =
        Json.parseObject(head + ",\"sessionAESKey\":null,\"aesKeyD2C\":null,\"ivD2C\":null}");
    assertThat(SessionAnswer.from(clear).keys()).isNull();
    assertThatThrownBy(() -> SessionKeys.unwrap(clear, SpecFile.privateKey("client_ephemeral")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("no session keys");
    for (String half :
        List.of(
            ",\"sessionAESKey\":\"a\"}",
            ",\"ivC2D\":\"a\"}",
            ",\"aesKeyC2D\":\"a\",\"ivC2D\":\"b\",\"ivD2C\":\"c\"}")) {
      assertThatThrownBy(() -> SessionAnswer.from(Json.parseObject(head + half)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("only one");
    }
    assertThatThrownBy(
            () -> SessionAnswer.from(Json.parseObject(head.replace("connected", "no") + "}")))
        .isInstanceOf(ProtocolException.class);
    assertThat(SessionReply.parse("Daemon does not permit connections to a:1"))
        .isEqualTo(new SessionReply.Refused("Daemon does not permit connections to a:1"));
    assertThat(((SessionReply.Refused) SessionReply.parse("x".repeat(5000))).reason())
        .hasSize(SessionReply.MAX_REASON_LENGTH);
  }

  @Test
  void permitListsHoldExactTextsAndNothingElse() {
    PermitOpen list = PermitOpen.parse("localhost:22, *:443,10.0.0.1:*,::1:80,");
    assertThat(list.toString()).isEqualTo("[localhost:22, *:443, 10.0.0.1:*, ::1:80]");
    assertThat(list.permits("localhost", 22)).isTrue();
    assertThat(list.permits("anything", 443)).isTrue();
    assertThat(list.permits("10.0.0.1", 5)).isTrue();
    assertThat(list.permits(ServiceAddress.parse("::1:80"))).isTrue();
    assertThat(list.permits("127.0.0.1", 22)).isFalse();
    assertThat(list.permits("LOCALHOST", 22)).isFalse();
    assertThat(list.permits("localhost", 23)).isFalse();
    assertThat(list.permits("*", 22)).isFalse();
    assertThat(PermitOpen.parse("").permits("localhost", 22)).isFalse();
    assertThat(PermitOpen.EVERYTHING.permits("x", 1)).isTrue();
    assertThat(PermitOpen.EVERYTHING.permits("*", 1)).isFalse();
  }

  @Test
  void rulesForTcpPermitNoUdpAndRulesForUdpNoTcp() {
    PermitOpen tcp = PermitOpen.parse("localhost:53,*:53,localhost:*,*:*");
    PermitOpen udp = PermitOpen.parse("localhost:53/udp,*:54/udp,db:*/udp");
    assertThat(tcp.permits(ServiceAddress.udp("localhost", 53))).isFalse();
    assertThat(udp.permits(ServiceAddress.of("localhost", 53))).isFalse();
    assertThat(udp.permits(ServiceAddress.udp("localhost", 53))).isTrue();
    assertThat(udp.permits(ServiceAddress.udp("any", 54))).isTrue();
    assertThat(udp.permits(ServiceAddress.udp("db", 9))).isTrue();
    assertThat(udp.permits(ServiceAddress.udp("localhost", 55))).isFalse();
    assertThat(udp.permits("localhost", 53)).isFalse();
    assertThat(PermitOpen.EVERYTHING.permits(ServiceAddress.udp("x", 1))).isTrue();
    assertThat(PermitOpen.of(List.of("*:*/udp")).permits(ServiceAddress.udp("x", 1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:",
        ":22",
        "h:0",
        "h:65536",
        "h:22x",
        "*:22",
        "a,b:22",
        "a b:22",
        "a\u0000:22",
        "a\u00a0b:22",
        "h:-1",
        "h:+22",
        "h:000022"
      })
  void servicesThatAreNotHostAndPortAreRefused(String text) {
    assertThatThrownBy(() -> ServiceAddress.parse(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aDaemonTakesOnlyMessagesToItsDevice() {
    DeviceName box = DeviceName.of("box");
    assertThat(MessageName.toDevice(box).matcher("@bob:ping.box.sshnp@alice").find()).isTrue();
    assertThat(MessageName.toDevice(box).matcher("@bob:ping.mybox.sshnp@alice").find()).isFalse();
    assertThat(MessageName.toDevice(box).matcher("@bob:ping.boxx.sshnp@alice").find()).isFalse();
    assertThat(DaemonMessage.of(AtKey.parse("@bob:ping.box.sshnp@alice"), box))
        .isEqualTo(DaemonMessage.PING);
    assertThat(DaemonMessage.of(AtKey.parse("@bob:ping.mybox.sshnp@alice"), box)).isNull();
    assertThat(DaemonMessage.of(AtKey.parse("@bob:x.ping.box.sshnp@alice"), box)).isNull();
  }

  @Test
  void damagedMessagesAreRefusedWithOurOwnError() {
    String ping =
        "{\"devicename\":\"d\",\"supportedFeatures\":{\"srAuth\":true},\"allowedServices\":[\"a:1\"]}";
    String answer = at(vectors.required("aead"), "responsePayloadText");
    Mutations.survive(41, 2000, List.of(ping), PingAnswer::parse);
    Mutations.survive(42, 2000, List.of(npt), t -> NptRequest.from(Json.parseObject(t)));
    Mutations.survive(
        43,
        500,
        List.of(answer),
        t -> {
          JsonObject payload = Json.parseObject(t);
          SessionAnswer.from(payload);
          SessionKeys.unwrap(payload, SpecFile.privateKey("client_ephemeral"));
        });
    Mutations.survive(
        44,
        1000,
        List.of(at(vectors.required("daemonResponse"), "twinEnvelope"), "refused"),
        SessionReply::parse);
    Mutations.survive(45, 2000, List.of("localhost:22", "::1:80"), ServiceAddress::parse);
  }
}
