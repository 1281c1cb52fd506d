package org.noports.atclient.sharing;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.NotificationMetadata;

/**
 * Decrypts notifications (atclient.md 5.5). What can be done at once and what has to ask a server,
 * possibly a slow one, are separate calls. Thread-safe.
 */
public final class IncomingNotifications {
  private static final String ENROLLMENT_REQUEST = ".new.enrollments.__manage@";

  private final AtKeys keys;
  private final SenderKeys senderKeys;

  public IncomingNotifications(AtKeys keys, SenderKeys senderKeys) {
    this.keys = keys;
    this.senderKeys = senderKeys;
  }

  /** Whether there is nothing to decrypt: no value, clear text, or the server's own words. */
  public boolean isClear(Notification notification) {
    return notification.value() == null
        || !notification.encrypted()
        || (fromSelf(notification) && notification.key().contains(ENROLLMENT_REQUEST));
  }

  /** The plain text, with what came along; null when that does not suffice. Asks nobody. */
  public @Nullable String openAtOnce(Notification notification) {
    if (usesUnknownAlgorithm(notification)) {
      return null;
    }
    if (fromSelf(notification)) {
      return open(keys.selfKey(), notification);
    }
    NotificationMetadata metadata = notification.metadata();
    String sharedKeyEnc = metadata == null ? null : metadata.sharedKeyEnc();
    return sharedKeyEnc == null ? null : open(senderKeys.open(sharedKeyEnc), notification);
  }

  /** Whether asking the sender's server may help after {@link #openAtOnce} did not. */
  public boolean mayOpenWithLookUp(Notification notification) {
    return !fromSelf(notification) && !usesUnknownAlgorithm(notification);
  }

  /** The plain text, with the key that the sender stores for us; null when it does not fit. */
  public @Nullable String openWithLookUp(Notification notification) {
    AesKey stored = senderKeys.lookUp(notification.from());
    String plain = open(stored, notification);
    if (plain != null || stored == null) {
      return plain;
    }
    return open(senderKeys.lookUpFresh(notification.from()), notification);
  }

  private boolean fromSelf(Notification notification) {
    return notification.from().equals(keys.atSign());
  }

  private static boolean usesUnknownAlgorithm(Notification notification) {
    NotificationMetadata metadata = notification.metadata();
    return metadata != null
        && (metadata.encKeyName() != null
            || (metadata.encAlgo() != null && !metadata.encAlgo().equals("AES/SIC/PKCS7Padding"))
            || metadata.skeEncKeyName() != null
            || (metadata.skeEncAlgo() != null && !metadata.skeEncAlgo().equals("RSA")));
  }

  private static @Nullable String open(@Nullable AesKey key, Notification notification) {
    String value = notification.value();
    NotificationMetadata metadata = notification.metadata();
    return key == null || value == null
        ? null
        : Values.open(key, value, metadata == null ? null : metadata.ivNonce());
  }
}
