package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;

@DisplayName("atprotocol.md 2: the connection")
@ExtendWith(SpecServers.class)
class Section2ConnectionTest {
  private static final String INVALID = "error:AT0003-Exception: invalid command\n@";

  @Nested
  @DisplayName("2.2 greeting, prompts, framing")
  class Framing {
    @Test
    void theGreetingIsARecordOfOneByte() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.records()).containsExactly("@");
      }
    }

    @Test
    void aPayloadAndItsPromptAreOneRecord() {
      try (TestConnection connection = alice.connect()) {
        connection.ask("noop:0");
        assertThat(connection.records()).containsExactly("@", "data:ok\n@");
      }
    }

    @Test
    void theEmptyLineIsAnsweredInLessThan256BytesAndTheConnectionKept() {
      try (TestConnection connection = alice.connect()) {
        connection.send("\r\n");
        assertThat(connection.answer()).isEqualTo(INVALID).hasSizeLessThan(256);
        connection.send("\n");
        assertThat(connection.answer()).isEqualTo(INVALID);
        assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@");
      }
    }

    @Test
    void exitClosesWithoutAnAnswer() {
      try (TestConnection connection = alice.connect()) {
        connection.send("@exit\n");
        assertThat(connection.isClosedByServer()).isTrue();
        assertThat(connection.rest()).isEmpty();
      }
    }

    @Test
    void thePromptTellsWhoTheConnectionBelongsTo() {
      try (TestConnection anonymous = alice.connect();
          TestConnection owner = alice.login();
          TestConnection peer = bob.polAt(alice)) {
        assertThat(anonymous.ask("noop:0")).isEqualTo("data:ok\n@");
        assertThat(owner.ask("noop:0")).isEqualTo("data:ok\n@alice@");
        assertThat(peer.ask("noop:0")).isEqualTo("data:ok\n@bob@");
        assertThat(peer.ask("lookup:nothing.s22@alice"))
            .isEqualTo(
                "error:AT0015-Exception: @bob:nothing.s22@alice does not exist in keystore\n@");
      }
    }

    @Test
    void linesOfOneWriteAreAnsweredInOrderAndALineMayComeInPieces() {
      try (TestConnection connection = alice.connect()) {
        connection.send("noop:0\nbogus\nno");
        assertThat(connection.line()).isEqualTo("data:ok");
        assertThat(connection.line()).isEqualTo("@error:AT0003-Exception: invalid command");
        connection.send("op:0\r\n");
        assertThat(connection.line()).isEqualTo("@data:ok");
      }
    }

    @Test
    void aCommandBeforeTheGreetingIsAnsweredAfterIt() {
      try (TestConnection connection = alice.connect()) {
        connection.send("noop:0\n");
        assertThat(connection.answer()).isEqualTo("data:ok\n@");
      }
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndTheConnectionKept() {
      try (TestConnection connection = alice.connect()) {
        connection.send("noop:0\u00ff\u00fe\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(connection.answer()).startsWith("error:AT0003-Exception: ");
        assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP:0", "  noop:0  ", "Noop:0", "no op:0", "NOOP :0"})
    void verbsAreReadWithoutRegardToCaseAndBlanksAround(String line) {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask(line)).isEqualTo("data:ok\n@");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "from:",
          "delete:x",
          "config:block:add:",
          "update:json:{bad",
          "batch:[",
          "pkam:"
        })
    void noErrorTextHasALineFeedInIt(String line) {
      try (TestConnection connection = alice.login()) {
        String answer = connection.ask(line);
        assertThat(answer).startsWith("error:AT0003-").endsWith("\n@alice@");
        assertThat(answer.chars().filter(c -> c == '\n').count()).isEqualTo(1);
        assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@alice@");
      }
    }
  }

  @Nested
  @DisplayName("2.4 and 6: forms of errors")
  class Errors {
    private static final String KEY = "nothing.s24@alice";

    @Test
    void eachStateOfTheConnectionHasItsForm() {
      try (TestConnection anonymous = alice.connect();
          TestConnection owner = alice.login();
          TestConnection json = SpecServers.loginWithJsonErrors()) {
        assertThat(anonymous.ask("lookup:" + KEY))
            .isEqualTo("error:AT0015-Exception: public:" + KEY + " does not exist in keystore\n@");
        assertThat(owner.ask("llookup:" + KEY))
            .isEqualTo(
                "error:AT0015-key not found : " + KEY + " does not exist in keystore\n@alice@");
        assertThat(json.ask("llookup:" + KEY))
            .isEqualTo(
                "error:{\"errorCode\":\"AT0015\",\"errorDescription\":\"key not found : "
                    + KEY
                    + " does not exist in keystore\"}\n@alice@");
      }
    }

    @ParameterizedTest
    @CsvSource({
      "3.0.37, false",
      "3.0.38, true",
      "3.1.0, true",
      "4.0.0+5, true",
      "3.0, false",
      "x, false",
      "3.0.57, true",
      "2.9.99, false"
    })
    void jsonIsForClientsAbove3037(String version, boolean json) {
      try (TestConnection connection = alice.connect()) {
        connection.data("from:@alice:clientConfig:{\"version\":\"" + version + "\"}");
        assertThat(connection.ask("llookup:x.y@alice"))
            .isEqualTo(
                json
                    ? "error:{\"errorCode\":\"AT0401\",\"errorDescription\":"
                        + "\"Exception: Command cannot be executed without auth\"}\n@"
                    : "error:AT0401-Exception: Command cannot be executed without auth\n@");
      }
    }

    @Test
    void stateErrorsHaveTheColonForm() {
      try (TestConnection connection = alice.connect()) {
        connection.data("from:@alice:clientConfig:{\"version\":\"3.0.57\"}");
        assertThat(connection.ask("pkam:enrollmentId:no-such-id:AAAA"))
            .isEqualTo("error:AT0028:enrollment_id: no-such-id is expired or invalid\n@");
      }
    }
  }

  @Nested
  @DisplayName("3.1 dispatch")
  class Dispatch {
    @Test
    void aMissingLoginIsToldBeforeTheSyntax() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("llookup:"))
            .isEqualTo("error:AT0401-Exception: Command cannot be executed without auth\n@");
        assertThat(connection.ask("notify:@"))
            .isEqualTo(
                "error:AT0401-Exception: Notify command cannot be executed without"
                    + " authentication\n@");
        assertThat(connection.ask("enroll:unrevoke:{}"))
            .isEqualTo(
                "error:AT0401-Exception: Cannot unrevoke enrollment without authentication\n@");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync:5", "syncskip:3", "bogus:1", "noop", "info:bogus", "pol:x"})
    void whatHasNoHandlerIsAnInvalidCommand(String line) {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask(line)).isEqualTo(INVALID);
      }
    }

    @Test
    void aWordOfMoreThan64CharactersIsRefusedUnread() {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("noop" + "p".repeat(64) + ":0")).isEqualTo(INVALID);
      }
    }

    @Test
    void streamIsNotOffered() {
      try (TestConnection connection = alice.login()) {
        assertThat(connection.ask("stream:init@bob namespace:x 1 f 10"))
            .startsWith("error:AT0003-Invalid syntax : Invalid syntax. ");
      }
    }
  }
}
