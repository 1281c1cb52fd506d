package org.noports.protocol.json;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The builder behind {@link JsonObject#builder()}. Used by one thread. */
final class MemberCollector implements JsonObject.Builder {
  private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

  @Override
  public JsonObject.Builder put(String name, @Nullable String value) {
    return put(name, value == null ? JsonNull.NULL : new JsonString(value));
  }

  @Override
  public JsonObject.Builder put(String name, long value) {
    return put(name, JsonNumber.of(value));
  }

  @Override
  public JsonObject.Builder put(String name, boolean value) {
    return put(name, JsonBoolean.of(value));
  }

  @Override
  public JsonObject.Builder put(String name, JsonValue value) {
    if (members.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("member " + name + " was already put");
    }
    return this;
  }

  @Override
  public JsonObject.Builder putIfPresent(String name, @Nullable String value) {
    return value == null ? this : put(name, value);
  }

  @Override
  public JsonObject build() {
    return new JsonObject(members);
  }
}
