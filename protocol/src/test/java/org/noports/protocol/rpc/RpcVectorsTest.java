package org.noports.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** Every value of {@code rpc.json} (atclient.md 8). */
class RpcVectorsTest {
  private static final RpcName NAME = new RpcName("auth_checks", "sshnp");

  private final JsonNode vectors = SpecFile.vectors("rpc.json");
  private final AtSign requester = AtSign.of(at(vectors, "requester"));
  private final AtSign responder = AtSign.of(at(vectors, "responder"));
  private final long id = vectors.required("reqId").asLong();

  @Test
  void theRequestReadsAndWrites() {
    JsonNode each = vectors.required("request");
    RpcRequest request = RpcRequest.parse(decrypted(each, "bob_encryption"));
    assertThat(request.id()).isEqualTo(id);
    assertThat(request.payload().string("clientAtsign")).isEqualTo("@carol");
    assertThat(request.toJson().canonical()).isEqualTo(at(each, "plaintext"));

    AtKey key = AtKey.parse(notification(at(each, "liveMonitorLine")).key());
    assertThat(key).isEqualTo(NAME.request(responder, id, requester));
    assertThat(NAME.parse(key)).isEqualTo(new RpcName.Parsed(null, id));
    assertThat(NAME.requests().matcher(key.text()).find()).isTrue();
    assertThat(NAME.responses().matcher(key.text()).find()).isFalse();
  }

  @Test
  void everyKindOfResponseReadsAndWrites() {
    for (JsonNode each : all(vectors.required("responses"))) {
      RpcType type = RpcType.of(at(each, "respType"));
      RpcResponse response = RpcResponse.parse(decrypted(each, "alice_encryption"));
      assertThat(response.id()).isEqualTo(id);
      assertThat(response.type()).isEqualTo(type);
      assertThat(response.toJson().canonical()).isEqualTo(at(each, "plaintext"));

      AtKey key = AtKey.parse(notification(at(each, "liveMonitorLine")).key());
      assertThat(key).isEqualTo(NAME.response(requester, type, id, responder));
      assertThat(NAME.parse(key)).isEqualTo(new RpcName.Parsed(type, id));
      assertThat(NAME.responses().matcher(key.text()).find()).isTrue();
      assertThat(NAME.requests().matcher(key.text()).find()).isFalse();
    }
  }

  /** Decrypts what the command sends and compares it with both forms received. */
  private static String decrypted(JsonNode each, String recipientKey) {
    RsaPrivateKey recipient = SpecFile.privateKey(recipientKey);
    AesKey key = AesKey.fromBase64(at(each, "sharedKeyBase64"));
    Iv iv = Iv.fromBase64(at(each, "ivNonce"));
    assertThat(key.encryptText(at(each, "plaintext"), iv)).isEqualTo(at(each, "ciphertextBase64"));

    Notify sent = (Notify) CommandParser.parse(at(each, "notifyCommand").strip());
    assertThat(sent.value()).isEqualTo(at(each, "ciphertextBase64"));
    assertThat(recipient.unwrapKey(String.valueOf(sent.metadata().sharedKeyEnc()))).isEqualTo(key);
    for (String form : new String[] {"liveMonitorLine", "replayedMonitorLine"}) {
      Notification received = notification(at(each, form));
      assertThat(received.id()).isEqualTo(at(each, "notificationId"));
      assertThat(received.value()).isEqualTo(at(each, "ciphertextBase64"));
    }
    assertThat(ServerLineParser.parse(at(each, "notifyResponse").split("\n", -1)[0]))
        .isEqualTo(new ServerLine.Data(at(each, "notificationId")));
    return key.decryptText(at(each, "ciphertextBase64"), iv);
  }

  private static Notification notification(String line) {
    return Notification.parse(
        ((ServerLine.NotificationLine) ServerLineParser.parse(line.strip())).json());
  }
}
