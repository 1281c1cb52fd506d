package org.noports.protocol.metadata;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * The metadata a command may carry (atprotocol.md 3.2 and 5.2). A null component was not given; the
 * text {@value #CLEARED} clears what is stored (3.5.1). Immutable.
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
    @Nullable String appMetadata) {

  public Metadata {
    requireAtLeast(0, "Valid value for TTL should be greater than or equal to 0", ttl);
    requireAtLeast(0, "Valid value for TTB should be greater than or equal to 0", ttb);
    requireAtLeast(-1, "Valid values for TTR are -1 and greater than or equal to 1", ttr);
  }

  /** Nothing given. */
  public static final Metadata NONE = new Builder().build();

  /** The text value that clears a stored text. */
  public static final String CLEARED = "null";

  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.ttl = ttl;
    builder.ttb = ttb;
    builder.ttr = ttr;
    builder.ccd = ccd;
    builder.createdAt = createdAt;
    builder.updatedAt = updatedAt;
    builder.expiresAt = expiresAt;
    builder.availableAt = availableAt;
    builder.dataSignature = dataSignature;
    builder.sharedKeyStatus = sharedKeyStatus;
    builder.isBinary = isBinary;
    builder.isEncrypted = isEncrypted;
    builder.sharedKeyEnc = sharedKeyEnc;
    builder.pubKeyCS = pubKeyCS;
    builder.pubKeyHash = pubKeyHash;
    builder.hashingAlgo = hashingAlgo;
    builder.encoding = encoding;
    builder.encKeyName = encKeyName;
    builder.encAlgo = encAlgo;
    builder.ivNonce = ivNonce;
    builder.skeEncKeyName = skeEncKeyName;
    builder.skeEncAlgo = skeEncAlgo;
    builder.immutable = immutable;
    builder.appMetadata = appMetadata;
    return builder;
  }

  /**
   * The verb fragment {@code :ttl:60000:...}, in the order every server's grammar accepts; empty
   * when nothing is given.
   */
  public String fragment() {
    StringBuilder out = new StringBuilder();
    append(out, "ttl", ttl);
    append(out, "ttb", ttb);
    append(out, "ttr", ttr);
    append(out, "ccd", ccd);
    append(out, "cAt", createdAt);
    append(out, "uAt", updatedAt);
    append(out, "eAt", expiresAt);
    append(out, "aAt", availableAt);
    append(out, "dataSignature", dataSignature);
    append(out, "sharedKeyStatus", sharedKeyStatus);
    append(out, "isBinary", isBinary);
    append(out, "isEncrypted", isEncrypted);
    append(out, "sharedKeyEnc", sharedKeyEnc);
    append(out, "pubKeyCS", pubKeyCS);
    append(out, "pubKeyHash", pubKeyHash);
    append(out, "hashingAlgo", hashingAlgo);
    append(out, "encoding", encoding);
    append(out, "encKeyName", encKeyName);
    append(out, "encAlgo", encAlgo);
    append(out, "ivNonce", ivNonce);
    append(out, "skeEncKeyName", skeEncKeyName);
    append(out, "skeEncAlgo", skeEncAlgo);
    append(out, "immutable", immutable);
    append(out, "appMetadata", appMetadata);
    return out.toString();
  }

  private static void requireAtLeast(long least, String otherwise, @Nullable Long value) {
    if (value != null && value < least) {
      throw new ProtocolException(ErrorCode.AT0003, otherwise);
    }
  }

  private static void append(StringBuilder out, String name, @Nullable Object value) {
    if (value != null) {
      out.append(':').append(name).append(':').append(value);
    }
  }

  /** Collects metadata; every setter takes null for "not given". Used by one thread. */
  public static final class Builder {
    private @Nullable Long ttl;
    private @Nullable Long ttb;
    private @Nullable Long ttr;
    private @Nullable Boolean ccd;
    private @Nullable String createdAt;
    private @Nullable String updatedAt;
    private @Nullable String expiresAt;
    private @Nullable String availableAt;
    private @Nullable String dataSignature;
    private @Nullable String sharedKeyStatus;
    private @Nullable Boolean isBinary;
    private @Nullable Boolean isEncrypted;
    private @Nullable String sharedKeyEnc;
    private @Nullable String pubKeyCS;
    private @Nullable String pubKeyHash;
    private @Nullable String hashingAlgo;
    private @Nullable String encoding;
    private @Nullable String encKeyName;
    private @Nullable String encAlgo;
    private @Nullable String ivNonce;
    private @Nullable String skeEncKeyName;
    private @Nullable String skeEncAlgo;
    private @Nullable Boolean immutable;
    private @Nullable String appMetadata;

    private Builder() {}

    public Builder ttl(@Nullable Long value) {
      ttl = value;
      return this;
    }

    public Builder ttb(@Nullable Long value) {
      ttb = value;
      return this;
    }

    public Builder ttr(@Nullable Long value) {
      ttr = value;
      return this;
    }

    public Builder ccd(@Nullable Boolean value) {
      ccd = value;
      return this;
    }

    public Builder createdAt(@Nullable String value) {
      createdAt = value;
      return this;
    }

    public Builder updatedAt(@Nullable String value) {
      updatedAt = value;
      return this;
    }

    public Builder expiresAt(@Nullable String value) {
      expiresAt = value;
      return this;
    }

    public Builder availableAt(@Nullable String value) {
      availableAt = value;
      return this;
    }

    public Builder dataSignature(@Nullable String value) {
      dataSignature = value;
      return this;
    }

    public Builder sharedKeyStatus(@Nullable String value) {
      sharedKeyStatus = value;
      return this;
    }

    public Builder isBinary(@Nullable Boolean value) {
      isBinary = value;
      return this;
    }

    public Builder isEncrypted(@Nullable Boolean value) {
      isEncrypted = value;
      return this;
    }

    public Builder sharedKeyEnc(@Nullable String value) {
      sharedKeyEnc = value;
      return this;
    }

    public Builder pubKeyCS(@Nullable String value) {
      pubKeyCS = value;
      return this;
    }

    public Builder pubKeyHash(@Nullable String value) {
      pubKeyHash = value;
      return this;
    }

    public Builder hashingAlgo(@Nullable String value) {
      hashingAlgo = value;
      return this;
    }

    public Builder encoding(@Nullable String value) {
      encoding = value;
      return this;
    }

    public Builder encKeyName(@Nullable String value) {
      encKeyName = value;
      return this;
    }

    public Builder encAlgo(@Nullable String value) {
      encAlgo = value;
      return this;
    }

    public Builder ivNonce(@Nullable String value) {
      ivNonce = value;
      return this;
    }

    public Builder skeEncKeyName(@Nullable String value) {
      skeEncKeyName = value;
      return this;
    }

    public Builder skeEncAlgo(@Nullable String value) {
      skeEncAlgo = value;
      return this;
    }

    public Builder immutable(@Nullable Boolean value) {
      immutable = value;
      return this;
    }

    public Builder appMetadata(@Nullable String value) {
      appMetadata = value;
      return this;
    }

    public Metadata build() {
      return new Metadata(
          ttl,
          ttb,
          ttr,
          ccd,
          createdAt,
          updatedAt,
          expiresAt,
          availableAt,
          dataSignature,
          sharedKeyStatus,
          isBinary,
          isEncrypted,
          sharedKeyEnc,
          pubKeyCS,
          pubKeyHash,
          hashingAlgo,
          encoding,
          encKeyName,
          encAlgo,
          ivNonce,
          skeEncKeyName,
          skeEncAlgo,
          immutable,
          appMetadata);
    }
  }
}
