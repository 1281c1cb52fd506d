package org.noports.atserver.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Collects a {@link RecordMetadata}. One thread. */
public final class RecordMetadataBuilder {
  private @Nullable String createdBy;
  private @Nullable String updatedBy;
  private Instant createdAt;
  private Instant updatedAt;
  private @Nullable Instant availableAt;
  private @Nullable Instant expiresAt;
  private @Nullable Instant refreshAt;
  private @Nullable String status;
  private long version;
  private @Nullable Long ttl;
  private @Nullable Long ttb;
  private @Nullable Long ttr;
  private @Nullable Boolean ccd;
  private @Nullable Boolean isBinary;
  private @Nullable Boolean isEncrypted;
  private @Nullable String dataSignature;
  private @Nullable String sharedKeyStatus;
  private @Nullable String sharedKeyEnc;
  private @Nullable String pubKeyCS;
  private @Nullable String encoding;
  private @Nullable String encKeyName;
  private @Nullable String encAlgo;
  private @Nullable String ivNonce;
  private @Nullable String skeEncKeyName;
  private @Nullable String skeEncAlgo;
  private @Nullable String pubKeyHash;
  private @Nullable String hashingAlgo;
  private @Nullable Boolean immutable;
  private @Nullable String appMetadata;

  RecordMetadataBuilder(Instant now) {
    createdAt = now;
    updatedAt = now;
  }

  RecordMetadataBuilder(RecordMetadata from) {
    createdBy = from.createdBy();
    updatedBy = from.updatedBy();
    createdAt = from.createdAt();
    updatedAt = from.updatedAt();
    availableAt = from.availableAt();
    expiresAt = from.expiresAt();
    refreshAt = from.refreshAt();
    status = from.status();
    version = from.version();
    ttl = from.ttl();
    ttb = from.ttb();
    ttr = from.ttr();
    ccd = from.ccd();
    isBinary = from.isBinary();
    isEncrypted = from.isEncrypted();
    dataSignature = from.dataSignature();
    sharedKeyStatus = from.sharedKeyStatus();
    sharedKeyEnc = from.sharedKeyEnc();
    pubKeyCS = from.pubKeyCS();
    encoding = from.encoding();
    encKeyName = from.encKeyName();
    encAlgo = from.encAlgo();
    ivNonce = from.ivNonce();
    skeEncKeyName = from.skeEncKeyName();
    skeEncAlgo = from.skeEncAlgo();
    pubKeyHash = from.pubKeyHash();
    hashingAlgo = from.hashingAlgo();
    immutable = from.immutable();
    appMetadata = from.appMetadata();
  }

  public RecordMetadataBuilder createdBy(@Nullable String to) {
    createdBy = to;
    return this;
  }

  public RecordMetadataBuilder updatedBy(@Nullable String to) {
    updatedBy = to;
    return this;
  }

  public RecordMetadataBuilder createdAt(Instant to) {
    createdAt = to;
    return this;
  }

  public RecordMetadataBuilder updatedAt(Instant to) {
    updatedAt = to;
    return this;
  }

  public RecordMetadataBuilder availableAt(@Nullable Instant to) {
    availableAt = to;
    return this;
  }

  public RecordMetadataBuilder expiresAt(@Nullable Instant to) {
    expiresAt = to;
    return this;
  }

  public RecordMetadataBuilder refreshAt(@Nullable Instant to) {
    refreshAt = to;
    return this;
  }

  public RecordMetadataBuilder status(@Nullable String to) {
    status = to;
    return this;
  }

  public RecordMetadataBuilder version(long to) {
    version = to;
    return this;
  }

  public RecordMetadataBuilder ttl(@Nullable Long to) {
    ttl = to;
    return this;
  }

  public RecordMetadataBuilder ttb(@Nullable Long to) {
    ttb = to;
    return this;
  }

  public RecordMetadataBuilder ttr(@Nullable Long to) {
    ttr = to;
    return this;
  }

  public RecordMetadataBuilder ccd(@Nullable Boolean to) {
    ccd = to;
    return this;
  }

  public RecordMetadataBuilder isBinary(@Nullable Boolean to) {
    isBinary = to;
    return this;
  }

  public RecordMetadataBuilder isEncrypted(@Nullable Boolean to) {
    isEncrypted = to;
    return this;
  }

  public RecordMetadataBuilder dataSignature(@Nullable String to) {
    dataSignature = to;
    return this;
  }

  public RecordMetadataBuilder sharedKeyStatus(@Nullable String to) {
    sharedKeyStatus = to;
    return this;
  }

  public RecordMetadataBuilder sharedKeyEnc(@Nullable String to) {
    sharedKeyEnc = to;
    return this;
  }

  public RecordMetadataBuilder pubKeyCS(@Nullable String to) {
    pubKeyCS = to;
    return this;
  }

  public RecordMetadataBuilder encoding(@Nullable String to) {
    encoding = to;
    return this;
  }

  public RecordMetadataBuilder encKeyName(@Nullable String to) {
    encKeyName = to;
    return this;
  }

  public RecordMetadataBuilder encAlgo(@Nullable String to) {
    encAlgo = to;
    return this;
  }

  public RecordMetadataBuilder ivNonce(@Nullable String to) {
    ivNonce = to;
    return this;
  }

  public RecordMetadataBuilder skeEncKeyName(@Nullable String to) {
    skeEncKeyName = to;
    return this;
  }

  public RecordMetadataBuilder skeEncAlgo(@Nullable String to) {
    skeEncAlgo = to;
    return this;
  }

  public RecordMetadataBuilder pubKeyHash(@Nullable String to) {
    pubKeyHash = to;
    return this;
  }

  public RecordMetadataBuilder hashingAlgo(@Nullable String to) {
    hashingAlgo = to;
    return this;
  }

  public RecordMetadataBuilder immutable(@Nullable Boolean to) {
    immutable = to;
    return this;
  }

  public RecordMetadataBuilder appMetadata(@Nullable String to) {
    appMetadata = to;
    return this;
  }

  public RecordMetadata build() {
    return new RecordMetadata(
        createdBy,
        updatedBy,
        createdAt,
        updatedAt,
        availableAt,
        expiresAt,
        refreshAt,
        status,
        version,
        ttl,
        ttb,
        ttr,
        ccd,
        isBinary,
        isEncrypted,
        dataSignature,
        sharedKeyStatus,
        sharedKeyEnc,
        pubKeyCS,
        encoding,
        encKeyName,
        encAlgo,
        ivNonce,
        skeEncKeyName,
        skeEncAlgo,
        pubKeyHash,
        hashingAlgo,
        immutable,
        appMetadata);
  }
}
