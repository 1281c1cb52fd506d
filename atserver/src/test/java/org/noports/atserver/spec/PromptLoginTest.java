package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.atserver.TestConnection;

@DisplayName("docs/extensions/prompt-logins.md")
@ExtendWith(SpecServers.class)
class PromptLoginTest {
  private static final String PROMPT = "noports-login/1";

  /** As the document says, by hand. */
  private static String challenge(TestConnection connection) {
    ByteBuffer exported =
        ByteBuffer.wrap(
            connection.exported(
                "EXPERIMENTAL-noports-login-1", "@alice".getBytes(StandardCharsets.UTF_8), 32));
    return "_" + uuid(exported) + "@alice:" + uuid(exported);
  }

  private static UUID uuid(ByteBuffer exported) {
    long high = (exported.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000;
    long low = (exported.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  @Test
  void everythingMayBeSaidAtOnceAndIsAnsweredInOrder() {
    try (TestConnection connection = alice.connectOffering(PROMPT)) {
      String challenge = challenge(connection);
      connection.send(
          "from:@alice\n"
              + alice.pkamFor(challenge)
              + "\nupdate:public:prompt.spec@alice 1\nllookup:public:prompt.spec@alice\n");
      assertThat(connection.line()).isEqualTo("data:" + challenge);
      assertThat(connection.line()).isEqualTo("@data:success");
      assertThat(connection.line()).startsWith("@alice@data:");
      assertThat(connection.line()).isEqualTo("@alice@data:1");
    }
  }

  @Test
  void aMonitorBeginsBehindTheLoginInTheSameWrite() {
    try (TestConnection connection = alice.connectOffering(PROMPT)) {
      connection.send(
          "from:@alice\n"
              + alice.pkamFor(challenge(connection))
              + "\nmonitor:selfNotifications\nnoop:0\n");
      connection.line();
      assertThat(connection.line()).isEqualTo("@data:success");
      assertThat(connection.line()).isEqualTo("@alice@data:ok");
    }
  }

  @Test
  void theChallengeServesOnceAndALaterOneIsTold() {
    try (TestConnection connection = alice.connectOffering(PROMPT)) {
      String challenge = challenge(connection);
      assertThat(connection.data("from:@alice")).isEqualTo(challenge);
      assertThat(connection.data("from:@alice")).isNotEqualTo(challenge);
      assertThat(connection.ask(alice.pkamFor(challenge))).startsWith("error:AT0401");
    }
  }

  @Test
  void anAnswerForOneConnectionIsNoneForAnother() {
    try (TestConnection one = alice.connectOffering(PROMPT);
        TestConnection other = alice.connectOffering(PROMPT)) {
      String proof = alice.pkamFor(challenge(one));
      assertThat(challenge(one)).isNotEqualTo(challenge(other));
      other.send("from:@alice\n" + proof + "\nnoop:0\n");
      other.line();
      assertThat(other.line()).startsWith("@error:AT0401");
      one.send("from:@alice\n" + proof + "\n");
      one.line();
      assertThat(one.line()).isEqualTo("@data:success");
    }
  }

  @Test
  void aCommandBehindALoginThatFailsIsNotCarriedOut() {
    try (TestConnection connection = alice.connectOffering(PROMPT)) {
      connection.send(
          "from:@alice\n"
              + alice.pkamFor("_another@alice:challenge")
              + "\nupdate:public:failed.spec@alice 1\n");
      connection.line();
      assertThat(connection.line()).startsWith("@error:AT0401");
      assertThat(connection.line()).startsWith("@error:AT0401");
    }
    try (TestConnection connection = alice.login()) {
      assertThat(connection.ask("llookup:public:failed.spec@alice")).startsWith("error:AT0015");
    }
  }

  /** An atServer of the reference offers atProtocol/1.0 since 3.2.0 (atprotocol.md 2.1). */
  @ParameterizedTest
  @CsvSource({
    "noports-login/1 atProtocol/1.0,noports-login/1",
    "atProtocol/1.0 noports-login/1,noports-login/1",
    "atProtocol/1.0 http/1.1,atProtocol/1.0",
    "http/1.1,''"
  })
  void otherApplicationProtocolsAreOfNoConcern(String offered, String chosen) {
    try (TestConnection connection = alice.connectOffering(offered.split(" "))) {
      assertThat(connection.applicationProtocol()).isEqualTo(chosen);
      if (!chosen.equals(PROMPT)) {
        assertThat(connection.data("from:@alice")).isNotEqualTo(challenge(connection));
      }
    }
  }
}
