package org.noports.atserver.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.RecordMetadataBuilder;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;

/**
 * What a record's metadata becomes when it is written: given members replace, the others stay,
 * {@code null} clears (atprotocol.md 3.5.1 and 5.2).
 */
public final class MetadataMerge {
  private MetadataMerge() {}

  /**
   * The metadata the record has from now on.
   *
   * @param stored what the record had, or null for a new one
   * @param creator whose key it is, noted when it is new
   * @param writer the atSign whose server writes
   */
  public static RecordMetadata merge(
      @Nullable RecordMetadata stored, Metadata given, AtSign creator, AtSign writer, Instant now) {
    RecordMetadataBuilder out =
        stored == null
            ? RecordMetadata.builder(now).createdBy(creator.text()).version(0)
            : stored.toBuilder().version(stored.version() + 1);
    out.updatedBy(writer.text()).updatedAt(now).status("active");
    Instant created = TimeText.parse(given.createdAt());
    if (created != null) {
      out.createdAt(created);
    }
    Instant updated = TimeText.parse(given.updatedAt());
    if (updated != null) {
      out.updatedAt(updated);
    }
    times(out, stored, given, now);
    flags(out, given);
    texts(out, stored, given);
    return out.build();
  }

  private static void times(
      RecordMetadataBuilder out, @Nullable RecordMetadata stored, Metadata given, Instant now) {
    // 0 is kept as it was given: born at once, and without an end.
    Long ttl = given.ttl() != null ? given.ttl() : stored == null ? null : stored.ttl();
    Long ttb = given.ttb() != null ? given.ttb() : stored == null ? null : stored.ttb();
    out.ttl(ttl).ttb(ttb);
    Instant born = ttb == null || ttb < 0 ? null : later(now, ttb);
    Instant expires = ttl == null || ttl <= 0 ? null : later(born == null ? now : born, ttl);
    // A time that is stated is not computed again.
    Instant statedBirth = TimeText.parse(given.availableAt());
    Instant statedEnd = TimeText.parse(given.expiresAt());
    out.availableAt(statedBirth != null ? statedBirth : born);
    out.expiresAt(statedEnd != null ? statedEnd : expires);
    Long ttr = given.ttr() != null ? given.ttr() : stored == null ? null : stored.ttr();
    if (ttr == null || ttr == 0) {
      out.ttr(null).refreshAt(null);
    } else {
      out.ttr(ttr).refreshAt(ttr < 0 ? null : laterSeconds(now, ttr));
    }
  }

  private static Instant later(Instant from, long millis) {
    try {
      return from.plusMillis(millis);
    } catch (ArithmeticException | DateTimeException e) {
      throw new ProtocolException(ErrorCode.AT0003, "a time to live is out of range", e);
    }
  }

  private static Instant laterSeconds(Instant from, long seconds) {
    try {
      return from.plusSeconds(seconds);
    } catch (ArithmeticException | DateTimeException e) {
      throw new ProtocolException(ErrorCode.AT0003, "a time to refresh is out of range", e);
    }
  }

  private static void flags(RecordMetadataBuilder out, Metadata given) {
    if (given.ccd() != null) {
      out.ccd(given.ccd());
    }
    if (given.isBinary() != null) {
      out.isBinary(given.isBinary());
    }
    if (given.isEncrypted() != null) {
      out.isEncrypted(given.isEncrypted());
    }
    if (given.immutable() != null) {
      out.immutable(given.immutable());
    }
  }

  private static void texts(
      RecordMetadataBuilder out, @Nullable RecordMetadata stored, Metadata given) {
    RecordMetadata old = stored == null ? RecordMetadata.createdAt(Instant.EPOCH) : stored;
    out.dataSignature(text(given.dataSignature(), old.dataSignature()))
        .sharedKeyStatus(text(given.sharedKeyStatus(), old.sharedKeyStatus()))
        .sharedKeyEnc(text(given.sharedKeyEnc(), old.sharedKeyEnc()))
        .pubKeyCS(text(given.pubKeyCS(), old.pubKeyCS()))
        .pubKeyHash(text(given.pubKeyHash(), old.pubKeyHash()))
        .hashingAlgo(text(given.hashingAlgo(), old.hashingAlgo()))
        .encoding(text(given.encoding(), old.encoding()))
        .encKeyName(text(given.encKeyName(), old.encKeyName()))
        .encAlgo(text(given.encAlgo(), old.encAlgo()))
        .ivNonce(text(given.ivNonce(), old.ivNonce()))
        .skeEncKeyName(text(given.skeEncKeyName(), old.skeEncKeyName()))
        .skeEncAlgo(text(given.skeEncAlgo(), old.skeEncAlgo()))
        .appMetadata(text(given.appMetadata(), old.appMetadata()));
  }

  private static @Nullable String text(@Nullable String given, @Nullable String old) {
    if (given == null) {
      return old;
    }
    return given.toLowerCase(Locale.ROOT).equals(Metadata.CLEARED) ? null : given;
  }

  /** What an automatic notification carries of a record's metadata (4.3). */
  public static Metadata forwarded(RecordMetadata from) {
    return Metadata.builder()
        .ttl(from.ttl())
        .ttb(from.ttb())
        .ttr(from.ttr())
        .ccd(from.ccd())
        .isEncrypted(from.isEncrypted())
        .sharedKeyEnc(from.sharedKeyEnc())
        .pubKeyCS(from.pubKeyCS())
        .pubKeyHash(from.pubKeyHash())
        .hashingAlgo(from.hashingAlgo())
        .encKeyName(from.encKeyName())
        .encAlgo(from.encAlgo())
        .ivNonce(from.ivNonce())
        .skeEncKeyName(from.skeEncKeyName())
        .skeEncAlgo(from.skeEncAlgo())
        .build();
  }
}
