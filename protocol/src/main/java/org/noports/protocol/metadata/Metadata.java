package org.noports.protocol.metadata;

import org.jspecify.annotations.Nullable;

/**
 * The metadata a command may carry (atprotocol.md 3.2 and 5.2). A null component was not given.
 *
 * @param ttl milliseconds
 * @param ttb milliseconds
 * @param ttr seconds, -1 for ever
 */
public record Metadata(
    @Nullable Long ttl,
    @Nullable Long ttb,
    @Nullable Long ttr,
    @Nullable Boolean ccd,
    @Nullable String createdAt,
    @Nullable String updatedAt,
    @Nullable String expiresAt,
    @Nullable String availableAt,
    @Nullable String dataSignature,
    @Nullable String sharedKeyStatus,
    @Nullable Boolean isBinary,
    @Nullable Boolean isEncrypted,
    @Nullable String sharedKeyEnc,
    @Nullable String pubKeyCS,
    @Nullable String pubKeyHash,
    @Nullable String hashingAlgo,
    @Nullable String encoding,
    @Nullable String encKeyName,
    @Nullable String encAlgo,
    @Nullable String ivNonce,
    @Nullable String skeEncKeyName,
    @Nullable String skeEncAlgo,
    @Nullable Boolean immutable,
    @Nullable String appMetadata) {}
