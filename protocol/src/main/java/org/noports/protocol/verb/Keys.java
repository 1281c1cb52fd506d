package org.noports.protocol.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code keys:put|get|delete...} (atprotocol.md 7.8).
 *
 * @param keyName the full key for get and delete by name, a short one for put
 * @param value what to put
 */
public record Keys(
    Operation operation,
    @Nullable Visibility visibility,
    @Nullable String namespace,
    @Nullable String appName,
    @Nullable String deviceName,
    @Nullable String keyType,
    @Nullable String encryptionKeyName,
    @Nullable String keyName,
    @Nullable String value)
    implements Command {
  public Keys {
    OneLine.require(namespace, appName, deviceName, keyType, encryptionKeyName, keyName, value);
  }

  /** What to do. */
  public enum Operation {
    PUT,
    GET,
    DELETE
  }

  /** Which of an enrollment's keys. */
  public enum Visibility {
    PUBLIC,
    PRIVATE,
    SELF
  }

  public static Keys get(Visibility visibility) {
    return new Keys(Operation.GET, visibility, null, null, null, null, null, null, null);
  }

  public static Keys getByName(String keyName) {
    return new Keys(Operation.GET, null, null, null, null, null, null, keyName, null);
  }

  public static Keys deleteByName(String keyName) {
    return new Keys(Operation.DELETE, null, null, null, null, null, null, keyName, null);
  }

  @Override
  public String line() {
    return "keys:"
        + operation.name().toLowerCase(Locale.ROOT)
        + (visibility == null ? "" : ":" + visibility.name().toLowerCase(Locale.ROOT))
        + pair("namespace", namespace)
        + pair("appName", appName)
        + pair("deviceName", deviceName)
        + pair("keyType", keyType)
        + pair("encryptionKeyName", encryptionKeyName)
        + pair("keyName", keyName)
        + (value == null ? "" : " " + value);
  }

  private static String pair(String name, @Nullable String value) {
    return value == null ? "" : ":" + name + ":" + value;
  }

  /** Without the value, which is a key. */
  @Override
  public String toString() {
    return "Keys[" + operation + ", " + keyName + "]";
  }
}
