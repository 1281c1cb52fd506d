package org.noports.atserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.Notifications;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Priority;

class DeliveryCommandTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static StoredNotification notification(
      Operation operation, MessageType type, String key, String value, Metadata metadata) {
    return new StoredNotification(
        "99054574-2885-4538-9f89-64eb2cc387d7",
        ALICE,
        BOB,
        key,
        value,
        operation,
        type,
        Priority.HIGH,
        "SYSTEM",
        3,
        metadata,
        NotificationType.SENT,
        NotificationStatus.QUEUED,
        NOW,
        NOW.plusSeconds(60),
        0);
  }

  @Test
  void theExampleOfTheSpecificationIsBuiltToTheLetter() {
    StoredNotification ping =
        notification(
            Operation.UPDATE,
            MessageType.KEY,
            "@bob:ping.dev1.sshnp@alice",
            "kdxJ==",
            Metadata.builder()
                .ttl(0L)
                .ttb(0L)
                .isEncrypted(true)
                .sharedKeyEnc("BvB8==")
                .pubKeyCS("86ed73d9")
                .ivNonce("eLCl==")
                .build());

    assertThat(DeliveryCommand.line(ping, NOW))
        .isEqualTo(
            "notify:id:99054574-2885-4538-9f89-64eb2cc387d7:update:messageType:key:notifier:SYSTEM"
                + ":ttln:60000:ttl:0:ttb:0:isEncrypted:true:sharedKeyEnc:BvB8==:pubKeyCS:86ed73d9"
                + ":ivNonce:eLCl==:@bob:ping.dev1.sshnp@alice:kdxJ==");
  }

  @Test
  void theRemainingLifeIsSentAndNeverLessThanOne() {
    StoredNotification sent = Notifications.sent("x", ALICE, BOB, NOW);

    assertThat(DeliveryCommand.line(sent, NOW.plusMillis(1_500))).contains(":ttln:58500:");
    assertThat(DeliveryCommand.line(sent, NOW.plusSeconds(60))).contains(":ttln:1:");
    assertThat(DeliveryCommand.line(sent, NOW.plusSeconds(600))).contains(":ttln:1:");
  }

  @Test
  void ttrAndCcdAreAPairAndWhatIsNotForwardedStays() {
    Metadata metadata =
        Metadata.builder()
            .ttr(-1L)
            .dataSignature("sig")
            .sharedKeyStatus("s")
            .isBinary(true)
            .encoding("base64")
            .immutable(true)
            .appMetadata("e30=")
            .createdAt("2026-03-01T10:00:00.000Z")
            .pubKeyHash("h")
            .hashingAlgo("sha256")
            .build();
    String line =
        DeliveryCommand.line(
            notification(Operation.DELETE, MessageType.KEY, "public:phone.ns@alice", "v", metadata),
            NOW);

    assertThat(line)
        .isEqualTo(
            "notify:id:99054574-2885-4538-9f89-64eb2cc387d7:delete:messageType:key:notifier:SYSTEM"
                + ":ttln:60000:ttr:-1:ccd:false:pubKeyHash:h:hashingAlgo:sha256"
                + ":@bob:public:phone.ns@alice:v");
  }

  @Test
  void aReceiverOfOursUnderstandsIt() {
    String line = DeliveryCommand.line(Notifications.sent("x", ALICE, BOB, NOW), NOW);

    assertThat(CommandParser.parse(line)).isNotNull();
  }
}
