package org.noports.atserver.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a stored key, every member of atprotocol.md 5.2. Null is "not set".
 *
 * @param version 0, and one more each update
 * @param ttl milliseconds
 * @param ttb milliseconds
 * @param ttr seconds, -1 for ever
 */
public record RecordMetadata(
    @Nullable String createdBy,
    @Nullable String updatedBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant availableAt,
    @Nullable Instant expiresAt,
    @Nullable Instant refreshAt,
    @Nullable String status,
    long version,
    @Nullable Long ttl,
    @Nullable Long ttb,
    @Nullable Long ttr,
    @Nullable Boolean ccd,
    @Nullable Boolean isBinary,
    @Nullable Boolean isEncrypted,
    @Nullable String dataSignature,
    @Nullable String sharedKeyStatus,
    @Nullable String sharedKeyEnc,
    @Nullable String pubKeyCS,
    @Nullable String encoding,
    @Nullable String encKeyName,
    @Nullable String encAlgo,
    @Nullable String ivNonce,
    @Nullable String skeEncKeyName,
    @Nullable String skeEncAlgo,
    @Nullable String pubKeyHash,
    @Nullable String hashingAlgo,
    @Nullable Boolean immutable,
    @Nullable String appMetadata) {

  /** Metadata of a key made now with nothing set. */
  public static RecordMetadata createdAt(Instant now) {
    return builder(now).build();
  }

  /** Collects metadata from nothing; created and updated now, version 0. */
  public static RecordMetadataBuilder builder(Instant now) {
    return new RecordMetadataBuilder(now);
  }

  public RecordMetadataBuilder toBuilder() {
    return new RecordMetadataBuilder(this);
  }

  /** Whether the key is born and not expired. */
  public boolean aliveAt(Instant now) {
    return (availableAt == null || !now.isBefore(availableAt))
        && (expiresAt == null || now.isBefore(expiresAt));
  }

  /** Whether only {@code delete:force} may touch the key. */
  public boolean protectedFromChange() {
    return Boolean.TRUE.equals(immutable);
  }
}
