package org.noports.protocol.metadata;

import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.Ascii;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** One name/value pair of the metadata grammar and the form its value has. */
enum MetadataPair {
  TTL("ttl", Form.NUMBER, (m, v) -> m.ttl(number(v))),
  TTB("ttb", Form.NUMBER, (m, v) -> m.ttb(number(v))),
  TTR("ttr", Form.NUMBER, (m, v) -> m.ttr(number(v))),
  CCD("ccd", Form.FLAG, (m, v) -> m.ccd(flag(v))),
  CREATED_AT("cAt", Form.TIME, Metadata.Builder::createdAt),
  UPDATED_AT("uAt", Form.TIME, Metadata.Builder::updatedAt),
  EXPIRES_AT("eAt", Form.TIME, Metadata.Builder::expiresAt),
  AVAILABLE_AT("aAt", Form.TIME, Metadata.Builder::availableAt),
  DATA_SIGNATURE("dataSignature", Form.TEXT, Metadata.Builder::dataSignature),
  SHARED_KEY_STATUS("sharedKeyStatus", Form.TEXT, Metadata.Builder::sharedKeyStatus),
  IS_BINARY("isBinary", Form.FLAG, (m, v) -> m.isBinary(flag(v))),
  IS_ENCRYPTED("isEncrypted", Form.FLAG, (m, v) -> m.isEncrypted(flag(v))),
  SHARED_KEY_ENC("sharedKeyEnc", Form.TEXT, Metadata.Builder::sharedKeyEnc),
  PUB_KEY_CS("pubKeyCS", Form.TEXT, Metadata.Builder::pubKeyCS),
  PUB_KEY_HASH("pubKeyHash", Form.TEXT, Metadata.Builder::pubKeyHash),
  HASHING_ALGO("hashingAlgo", Form.TEXT, Metadata.Builder::hashingAlgo),
  ENCODING("encoding", Form.TEXT, Metadata.Builder::encoding),
  ENC_KEY_NAME("encKeyName", Form.TEXT, Metadata.Builder::encKeyName),
  ENC_ALGO("encAlgo", Form.TEXT, Metadata.Builder::encAlgo),
  IV_NONCE("ivNonce", Form.TEXT, Metadata.Builder::ivNonce),
  SKE_ENC_KEY_NAME("skeEncKeyName", Form.TEXT, Metadata.Builder::skeEncKeyName),
  SKE_ENC_ALGO("skeEncAlgo", Form.TEXT, Metadata.Builder::skeEncAlgo),
  IMMUTABLE("immutable", Form.FLAG, (m, v) -> m.immutable(flag(v))),
  APP_METADATA("appMetadata", Form.TEXT, Metadata.Builder::appMetadata);

  /** The forms of values; each gives where the value that begins at a place ends. */
  private enum Form {
    NUMBER,
    FLAG,
    TIME,
    TEXT
  }

  private static final MetadataPair[] ALL = values();

  private final String wireName;
  private final Form form;

  /** A method reference or a lambda without state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiConsumer<Metadata.Builder, String> setter;

  MetadataPair(String wireName, Form form, BiConsumer<Metadata.Builder, String> setter) {
    this.wireName = wireName;
    this.form = form;
    this.setter = setter;
  }

  String wireName() {
    return wireName;
  }

  /** The pair whose name and colon stand at that place, or null. */
  static @Nullable MetadataPair at(String line, int start) {
    for (MetadataPair pair : ALL) {
      int end = start + pair.wireName.length();
      if (end < line.length()
          && line.charAt(end) == ':'
          && Ascii.standsAt(line, start, pair.wireName)) {
        return pair;
      }
    }
    return null;
  }

  /**
   * Where a well-formed value that begins at {@code start} ends; {@code start} if there is none.
   */
  int valueEnd(String line, int start) {
    return switch (form) {
      case NUMBER -> numberEnd(line, start);
      case FLAG -> flagEnd(line, start);
      case TIME -> IsoTime.end(line, start);
      case TEXT -> textEnd(line, start);
    };
  }

  void set(Metadata.Builder metadata, String value) {
    setter.accept(metadata, value);
  }

  private static int numberEnd(String line, int start) {
    int digits = line.startsWith("-", start) ? start + 1 : start;
    int end = digits;
    while (end < line.length() && isDigit(line.charAt(end))) {
      end++;
    }
    return end > digits ? end : start;
  }

  private static int flagEnd(String line, int start) {
    // Old senders write null for an unset ccd (atprotocol.md 4.3).
    for (String word : new String[] {"true", "false", "null"}) {
      if (Ascii.standsAt(line, start, word)) {
        return start + word.length();
      }
    }
    return start;
  }

  private static int textEnd(String line, int start) {
    int end = start;
    while (end < line.length()) {
      char c = line.charAt(end);
      if (c == ':' || c == '@' || Character.isWhitespace(c)) {
        break;
      }
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static @Nullable Boolean flag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  private static long number(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ProtocolException(ErrorCode.AT0003, "Invalid syntax. A number is too large", e);
    }
  }
}
