package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.MALLORY;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.SessionAnswer;

/** Answers that the client does not trust, or finds too weak. */
class NptAnswersTest {
  private ScriptedSystem system;

  @BeforeEach
  void start() throws IOException {
    system = new ScriptedSystem(Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
  }

  @AfterEach
  void stop() throws IOException {
    system.close();
  }

  @Test
  void aRefusalOfTheDaemonIsShownOnOneHarmlessLine() {
    system.daemon.become(
        Scripts.daemon(
            Scripts.ping(NEW_FEATURES),
            (request, me) -> "Connection to localhost:8080 denied\n\u001b[31m based on"));
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOfSatisfying(
            ClientException.DaemonRefused.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo("Connection to localhost:8080 denied\\u{a}\\u{1b}[31m based on"))
        .hasMessageStartingWith("Error response from device daemon: Connection to");
  }

  @Test
  void aForgedAnswerIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(request, PostOffice.keys(MALLORY).privateKey(), UnaryOperator.identity()));
    system.assertNotTrusted("the signature is not the sender's");
  }

  @Test
  void anAlteredAnswerIsNotTrusted() {
    answering((request, me) ->
        Scripts.connected(request, me).replace("\"aesKeyC2D\":\"", "\"aesKeyC2D\":\"A"));
    system.assertNotTrusted("the signature is not the sender's");
  }

  @Test
  void anAnswerAboutAnotherSessionIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(
            request,
            me.edge.signingKey(),
            Scripts.replacing(request.sessionId().text(), SessionId.random(RANDOM).text())));
    system.assertNotTrusted("it is about another session");
  }

  @Test
  void anotherStatusThanConnectedIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(
            request, me.edge.signingKey(), Scripts.replacing("\"connected\"", "\"perhaps\"")));
    system.assertNotTrusted("status");
  }

  @Test
  void tamperedKeysAreNotUsed() {
    answering((request, me) ->
        Scripts.signed(
            request,
            me.edge.signingKey(),
            Scripts.replacing("\"aesKeyD2C\":\"[^\"]{8}", "\"aesKeyD2C\":\"AAAAAAAA")));
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOf(ClientException.AnswerInvalid.class);
    system.port.assertNothingBegun();
  }

  @Test
  void anAnswerWithoutKeysIsTooWeakWhenEncryptionWasAskedFor() {
    answering((request, me) ->
        SignedEnvelope.sign(
                Json.parseObject(
                    "{\"status\":\"connected\",\"sessionId\":\""
                        + request.sessionId()
                        + "\",\"sessionAESKey\":null,\"sessionIV\":null}"),
                me.edge.signingKey())
            .text());
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("did not encrypt");
    system.port.assertNothingBegun();
  }

  @Test
  void oneKeyIsTooWeakWhenTwoWereAskedFor() {
    answering((request, me) ->
        SignedEnvelope.sign(
                SessionAnswer.connected(request.sessionId(), Scripts.wrapped(request, false))
                    .toJson(),
                me.edge.signingKey())
            .text());
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("one key");
  }

  @Test
  void answersOfAnotherAtSignAreIgnored() throws Exception {
    try (Party mallory = new Party(system.office, MALLORY, Scripts.SILENT)) {
      system.daemon.become((message, value, me) -> {
        mallory.send(MessageName.pingAnswer(ALICE, DEVICE, BOB), "garbage");
        Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected).received(message, value, me);
      });
      system.relay.become((message, value, me) -> {
        if (message.key().name().contains("request_ports")) {
          SessionId id = SessionId.of(Json.parseObject(value).string("sessionId"));
          mallory.send(MessageName.portAnswer(ALICE, id, RELAY), "evil.example,1,2,x");
        }
        Scripts.relay(system.port).received(message, value, me);
      });
      system.connect(ScriptedSystem.options()).close();
    }
  }

  @Test
  void garbageOfTheRelayIsNotTrusted() {
    for (String garbage : List.of("", "{}", "host,0,1,x", "h,1,2")) {
      system.relay.become(Scripts.relay(id -> garbage));
      assertThatThrownBy(system.connecting(ScriptedSystem.options()))
          .isInstanceOf(ClientException.AnswerInvalid.class)
          .hasMessageContaining("@relay");
    }
  }

  private void answering(Scripts.Answering answering) {
    system.daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), answering));
  }
}
