package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.NotificationMetadata;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** The plain texts of {@code notify.json}, from what is sent and from both forms received. */
class NotifyPlaintextVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("notify.json");
  private final RsaPrivateKey recipient = SpecFile.privateKey(at(vectors, "recipientPrivateKey"));

  @Test
  void everyFormGivesThePlainText() {
    for (JsonNode each : all(vectors.required("cases"))) {
      String plain = at(each, "plaintext");
      AesKey shared = AesKey.fromBase64(at(each, "sharedKeyBase64"));
      Iv iv = each.required("ivNonce").isNull() ? Iv.ZERO : Iv.fromBase64(at(each, "ivNonce"));
      assertThat(shared.encryptText(plain, iv)).isEqualTo(at(each, "ciphertextBase64"));
      assertThat(shared.decryptText(at(each, "ciphertextBase64"), iv)).isEqualTo(plain);

      Notify sent = (Notify) CommandParser.parse(at(each, "notifyCommand").strip());
      assertThat(
              opened(
                  sent.value(), sent.metadata().sharedKeyEnc(), sent.metadata().ivNonce(), shared))
          .isEqualTo(plain);
      assertThat(sent.metadata().pubKeyCS())
          .isEqualTo(Digests.pubKeyCS(recipient.publicKey().text()));

      for (String form : new String[] {"liveMonitorLine", "replayedMonitorLine"}) {
        Notification notification = received(at(each, form));
        NotificationMetadata metadata = notification.metadata();
        assertThat(notification.id()).isEqualTo(at(each, "notificationId"));
        assertThat(metadata).isNotNull();
        assertThat(
                opened(
                    notification.value(),
                    metadata == null ? null : metadata.sharedKeyEnc(),
                    metadata == null ? null : metadata.ivNonce(),
                    shared))
            .as(form)
            .isEqualTo(plain);
      }
    }
    assertThat(all(vectors.required("howToDecrypt"))).hasSize(3);
  }

  private String opened(
      @Nullable String value, @Nullable String wrapped, @Nullable String iv, AesKey lookedUp) {
    AesKey key = wrapped == null ? lookedUp : recipient.unwrapKey(wrapped);
    assertThat(key).isEqualTo(lookedUp);
    return value == null ? "" : key.decryptText(value, iv == null ? Iv.ZERO : Iv.fromBase64(iv));
  }

  private static Notification received(String line) {
    ServerLine parsed = ServerLineParser.parse(line.strip());
    assertThat(parsed).isInstanceOf(ServerLine.NotificationLine.class);
    return Notification.parse(((ServerLine.NotificationLine) parsed).json());
  }
}
