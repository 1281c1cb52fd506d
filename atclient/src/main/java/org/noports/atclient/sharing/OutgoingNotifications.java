package org.noports.atclient.sharing;

import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.NotifyBuilder;
import org.noports.protocol.verb.Priority;
import org.noports.protocol.verb.Strategy;

/** Writes encrypted notifications (atclient.md 5.4). Thread-safe. */
public final class OutgoingNotifications {
  private final AtKeys keys;
  private final SharedKeys sharedKeys;
  private final SecureRandom random;

  public OutgoingNotifications(AtKeys keys, SharedKeys sharedKeys, SecureRandom random) {
    this.keys = keys;
    this.sharedKeys = sharedKeys;
    this.random = random;
  }

  /** The command that carries the text to the key's recipient, or to ourselves without one. */
  public Notify compose(String id, AtKey key, String plain, NotifyOptions options) {
    AtSign recipient = recipient(key);
    Values.requireSendable(plain);
    Iv iv = Iv.random(random);
    Metadata.Builder metadata =
        Metadata.builder().ttl(millis(options.ttl())).isEncrypted(true).ivNonce(iv.base64());
    AesKey aes;
    if (recipient.equals(keys.atSign())) {
      aes = keys.selfKey();
    } else {
      OutgoingKey shared = sharedKeys.forRecipient(recipient);
      metadata.sharedKeyEnc(shared.sharedKeyEnc()).pubKeyCS(shared.pubKeyCS());
      aes = shared.key();
    }
    return about(id, key, recipient, Operation.UPDATE, options)
        .metadata(metadata.build())
        .value(aes.encryptText(plain, iv))
        .build();
  }

  /** The command that tells the key's recipient, or ourselves without one, of its end. */
  public Notify deletion(String id, AtKey key, NotifyOptions options) {
    return about(id, key, recipient(key), Operation.DELETE, options).build();
  }

  private AtSign recipient(AtKey key) {
    if (key.cached() || key.isPublic() || !keys.atSign().equals(key.owner())) {
      throw new IllegalArgumentException(
          "cannot notify of %s: it must be a self or shared key of %s"
              .formatted(key, keys.atSign()));
    }
    return key.sharedWith() == null ? keys.atSign() : key.sharedWith();
  }

  private NotifyBuilder about(
      String id, AtKey key, AtSign recipient, Operation operation, NotifyOptions options) {
    return Notify.to(recipient, key.name(), keys.atSign())
        .id(id)
        .operation(operation)
        .messageType(MessageType.KEY)
        .priority(Priority.LOW)
        .strategy(Strategy.ALL)
        .latestN(1L)
        .notifier(Notify.DEFAULT_NOTIFIER)
        .ttln(options.ttln().toMillis());
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : (Long) duration.toMillis();
  }
}
