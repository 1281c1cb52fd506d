package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;

@DisplayName("atprotocol.md 2.2, 2.3 and 3.7: what each known client writes, and how it reads")
@ExtendWith(SpecServers.class)
class Section2ClientsTest {
  private static final String MISSING =
      "error:AT0015-key not found : never.clients@alice does not exist in keystore";

  @ParameterizedTest
  @EnumSource
  void everyClientFindsTheEndOfEachAnswer(KnownReader reader) {
    String big = "b".repeat(40_000);
    try (TestConnection connection = alice.login()) {
      assertThat(asked(connection, reader, "llookup:never.clients@alice\n")).isEqualTo(MISSING);
      assertThat(asked(connection, reader, "update:big.clients@alice " + big + "\n"))
          .matches("data:\\d+");
      assertThat(asked(connection, reader, "llookup:big.clients@alice\n")).isEqualTo("data:" + big);
      assertThat(asked(connection, reader, "noop:0\n")).isEqualTo("data:ok");
      assertThat(asked(connection, reader, "bogus\n"))
          .isEqualTo("error:AT0003-Invalid syntax : invalid command");
    }
  }

  /** One command and the one answer the client has of it, nothing being left over. */
  private static String asked(TestConnection connection, KnownReader reader, String line) {
    int before = connection.records().size();
    connection.send(line);
    connection.answer();
    List<String> records = connection.records();
    assertThat(reader.answers(List.copyOf(records.subList(before, records.size()))))
        .as("%s: %s", reader, line)
        .hasSize(1);
    return reader.answers(List.copyOf(records.subList(before, records.size()))).getFirst();
  }

  @Test
  void theCClientProbesWithAnEmptyLineAndEndsLinesWithBoth() {
    String id = "99054574-2885-4538-9f89-64eb2cc387d7";
    try (TestConnection connection = alice.connect()) {
      connection.send("\r\n");
      assertThat(connection.answer()).isEqualTo("error:AT0003-Exception: invalid command\n@");
      connection.send("from:alice\r\n");
      String challenge = payload(connection.answer());
      connection.send(
          "pkam:enrollmentId:" + alice.enrollmentId() + ":" + signed(challenge) + "\r\n");
      assertThat(connection.answer()).isEqualTo("data:success\n@alice@");
      connection.send("llookup:all:@bob:shared_key_never.clients@alice\r\n");
      assertThat(connection.answer()).startsWith("error:AT0015-key not found");
      connection.send(
          "update:isEncrypted:true:ivNonce:eLCl:@bob:device_info.clients@alice a b\r\n");
      assertThat(connection.answer()).matches("data:\\d+\n@alice@");
      connection.send("llookup:@bob:device_info.clients@alice\r\n");
      assertThat(connection.answer()).isEqualTo("data:a b\n@alice@");
      connection.send(
          "notify:id:" + id + ":update:messageType:key:ttln:60000:@bob:k.clients@alice:dmFs\r\n");
      String answer = connection.answer();
      assertThat(answer).isEqualTo("data:" + id + "\n@alice@").hasSizeLessThanOrEqualTo(64);
      connection.send("noop:0\r\n");
      assertThat(connection.answer()).isEqualTo("data:ok\n@alice@");
    }
  }

  private static String signed(String challenge) {
    return alice.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256);
  }

  private static String payload(String answer) {
    return answer.substring("data:".length(), answer.indexOf('\n'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "monitor .clients@\r\n",
        "monitor:0\n",
        "monitor:0 clients\n",
        "monitor:selfNotifications\n",
        "monitor:selfNotifications:0 clients\n",
        "monitor:strict:selfNotifications:multiplexed:0 .*\n"
      })
  void everyClientsMonitorHasLinesItKnows(String command) {
    try (TestConnection monitor = alice.login();
        TestConnection sender = bob.login()) {
      monitor.send(command + "noop:0\n");
      assertThat(lineOfAnswer(monitor)).isEqualTo("data:ok");
      String id = sender.data("notify:@alice:told.clients@bob:v" + command.length());
      String line = monitor.line();
      while (!line.contains(id)) {
        assertThat(line).matches("(@alice@)?notification: \\{\"id\":\".*\\}");
        line = monitor.line();
      }
      assertThat(line)
          .matches("(@alice@)?notification: \\{\"id\":\"" + id + "\",\"from\":\"@bob\",.*\\}");
    }
  }

  /** The first line that is no notification. */
  private static String lineOfAnswer(TestConnection monitor) {
    String line = monitor.line();
    while (line.contains("notification: ")) {
      line = monitor.line();
    }
    return line.replaceFirst("^@alice@", "");
  }

  @Test
  void linesMayComeTogetherAndInHalves() {
    try (TestConnection connection = alice.login()) {
      connection.send("noop:0\r\nllookup:never.clients@al");
      assertThat(connection.answer()).isEqualTo("data:ok\n@alice@");
      connection.send("ice\r");
      connection.send("\nnoop:0\n\n");
      assertThat(connection.line()).isEqualTo(MISSING);
      assertThat(connection.line()).isEqualTo("@alice@data:ok");
      assertThat(connection.line())
          .isEqualTo("@alice@error:AT0003-Invalid syntax : invalid command");
    }
  }

  @Test
  void theConfigurationOfAnyGenerationIsTaken() {
    for (String config :
        List.of(
            "",
            ":clientConfig:{\"version\":\"3.0.57\",\"clientId\":\"c\",\"appName\":\"a\","
                + "\"appVersion\":\"1\",\"platform\":\"linux\"}",
            ":clientConfig:{\"version\":\"3.0.57\",\"clientId\":null}",
            ":clientConfig:{\"clientId\":\"c\"}",
            ":clientConfig:{\"version\":null}",
            ":clientConfig:{\"version\":\"3.10.0+1\",\"new\":{\"a\":[1]}}")) {
      try (TestConnection connection = alice.connect()) {
        assertThat(connection.ask("from:@alice" + config)).matches("data:_\\S+@alice:\\S+\n@");
      }
    }
  }
}
