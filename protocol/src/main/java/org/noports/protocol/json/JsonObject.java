package org.noports.protocol.json;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that keeps the order of its members. The typed readers ({@code string}, {@code
 * bool}, ...) throw {@link org.noports.protocol.ProtocolException} naming the member when it is
 * absent or of another type; the {@code opt} forms give null for absent and JSON null.
 */
public record JsonObject(SequencedMap<String, JsonValue> members) implements JsonValue {
  public static Builder builder() {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  public String string(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable String optString(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public boolean bool(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable Boolean optBool(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public long integer(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable Long optInteger(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public JsonObject object(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable JsonObject optObject(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  public @Nullable JsonArray optArray(String name) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Collects members in order; a null value is written as JSON null, a repeated name is an error.
   */
  public interface Builder {
    Builder put(String name, @Nullable String value);

    Builder put(String name, long value);

    Builder put(String name, boolean value);

    Builder put(String name, JsonValue value);

    /** Adds the member only when the value is not null. */
    Builder putIfPresent(String name, @Nullable String value);

    JsonObject build();
  }
}
