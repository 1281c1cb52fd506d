package org.noports.protocol.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.recordings.RecordedSession.keysOf;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.NotificationMetadata;
import org.noports.protocol.recordings.RecordedSession.Connection;
import org.noports.protocol.recordings.RecordedSession.Line;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.From;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.Pkam;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** What the reference said to its atServers in the two recorded sessions, line by line. */
@ParameterizedClass
@ValueSource(strings = {"session-dart.json", "session-c.json"})
class RecordedSessionTest {
  private final RecordedSession session;

  RecordedSessionTest(String file) {
    session = new RecordedSession(file);
  }

  @Test
  void everyCommandReadsAndWritesAsItWasSent() {
    int commands = 0;
    for (Connection connection : session.connections()) {
      for (Line line : connection.lines()) {
        if (line.fromClient() && !line.text().isEmpty()) {
          commands++;
          assertThat(CommandParser.parse(line.text()).line())
              .as(connection.name())
              .isEqualTo(line.text().replaceFirst("^from:bob$", "from:@bob"));
        }
      }
    }
    assertThat(commands).isGreaterThan(50);
  }

  @Test
  void everyAnswerIsDataOrANotification() {
    int notifications = 0;
    for (Connection connection : session.connections()) {
      boolean afterNothing = false;
      for (Line line : connection.lines()) {
        if (line.fromClient()) {
          // The C daemon greets with an empty line, which is the one thing answered by an error.
          afterNothing = line.text().isEmpty();
          continue;
        }
        ServerLine parsed = ServerLineParser.parse(line.text());
        if (parsed instanceof ServerLine.NotificationLine shown) {
          notifications++;
          Notification notification = Notification.parse(shown.json());
          assertThat(ServerLineParser.parse(notification.line()))
              .isInstanceOfSatisfying(
                  ServerLine.NotificationLine.class,
                  l -> assertThat(Notification.parse(l.json())).isEqualTo(notification));
        } else if (afterNothing) {
          assertThat(parsed)
              .isInstanceOfSatisfying(
                  ServerLine.Failure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.AT0003));
        } else {
          assertThat(parsed).as(connection.name()).isInstanceOf(ServerLine.Data.class);
        }
      }
    }
    assertThat(notifications).isGreaterThan(5);
  }

  @Test
  void everyPkamLoginVerifies() {
    int logins = 0;
    for (Connection connection : session.connections()) {
      AtSign claimed = null;
      String challenge = "";
      for (Line line : connection.lines()) {
        if (!line.fromClient()) {
          if (ServerLineParser.parse(line.text()) instanceof ServerLine.Data(String payload)) {
            challenge = payload;
          }
          continue;
        }
        if (line.text().isEmpty()) {
          continue;
        }
        Command command = CommandParser.parse(line.text());
        if (command instanceof From from) {
          claimed = from.atSign();
        } else if (command instanceof Pkam pkam && claimed != null) {
          logins++;
          AtKeys keys = keysOf(claimed);
          assertThat(pkam.enrollmentId()).isEqualTo(keys.enrollmentId());
          assertThat(
                  keys.pkam().publicKey().verify(challenge, pkam.signature(), HashAlgorithm.SHA256))
              .as(connection.name())
              .isTrue();
          assertThat(keys.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256))
              .isEqualTo(pkam.signature());
        }
      }
    }
    assertThat(logins).isGreaterThan(5);
  }

  @Test
  void everyPayloadDecryptsFromTheCommandAndFromTheMonitor() {
    Map<String, Notify> commands = session.notifyCommands();
    Map<String, Notification> notifications = session.notifications();
    int shown = 0;
    for (JsonNode each : session.payloads()) {
      AesKey key = AesKey.fromBase64(at(each, "sharedKey"));
      Iv iv = Iv.fromBase64(at(each, "ivNonce"));
      AtKeys recipient = keysOf(AtSign.of(at(each, "to")));
      String id = at(each, "id");

      Notify command = commands.get(id);
      Notification notification = notifications.get(id);
      assertThat(command != null || notification != null).as(at(each, "key")).isTrue();
      if (command != null) {
        assertThat(command.metadata().ivNonce()).isEqualTo(iv.base64());
        assertThat(key.decryptText(String.valueOf(command.value()), iv))
            .isEqualTo(at(each, "plaintext"));
        assertThat(key.encryptText(at(each, "plaintext"), iv)).isEqualTo(command.value());
        if (command.metadata().pubKeyCS() != null) {
          assertThat(command.metadata().pubKeyCS())
              .isEqualTo(Digests.pubKeyCS(recipient.encryption().publicKey().text()));
        }
      }
      if (notification != null) {
        shown++;
        assertThat(notification.key()).isEqualTo(at(each, "key"));
        assertThat(notification.from()).isEqualTo(AtSign.of(at(each, "from")));
        assertThat(key.decryptText(String.valueOf(notification.value()), iv))
            .isEqualTo(at(each, "plaintext"));
        NotificationMetadata metadata = notification.metadata();
        if (metadata != null && metadata.sharedKeyEnc() != null) {
          assertThat(recipient.encryption().privateKey().unwrapKey(metadata.sharedKeyEnc()))
              .isEqualTo(key);
        }
      }
    }
    assertThat(shown).isGreaterThan(3);
  }
}
