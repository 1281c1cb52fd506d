package org.noports.protocol.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * A JSON object that keeps the order of its members. The typed readers ({@code string}, {@code
 * bool}, ...) throw {@link ProtocolException} naming the member when it is absent or of another
 * type; the {@code opt} forms give null for absent and JSON null. Immutable.
 */
public record JsonObject(SequencedMap<String, JsonValue> members) implements JsonValue {
  public JsonObject {
    members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
  }

  public static Builder builder() {
    return new MemberCollector();
  }

  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  public String string(String name) {
    return required(name, optString(name));
  }

  public @Nullable String optString(String name) {
    return switch (members.get(name)) {
      case JsonString string -> string.value();
      case null -> null;
      case JsonNull ignored -> null;
      default -> throw wrongType(name, "a string");
    };
  }

  public boolean bool(String name) {
    return required(name, optBool(name));
  }

  public @Nullable Boolean optBool(String name) {
    return switch (members.get(name)) {
      case JsonBoolean bool -> bool == JsonBoolean.TRUE;
      case null -> null;
      case JsonNull ignored -> null;
      default -> throw wrongType(name, "true or false");
    };
  }

  public long integer(String name) {
    return required(name, optInteger(name));
  }

  public @Nullable Long optInteger(String name) {
    return switch (members.get(name)) {
      case JsonNumber number -> {
        try {
          yield Long.valueOf(number.text());
        } catch (NumberFormatException e) {
          throw wrongType(name, "an integer");
        }
      }
      case null -> null;
      case JsonNull ignored -> null;
      default -> throw wrongType(name, "an integer");
    };
  }

  public JsonObject object(String name) {
    return required(name, optObject(name));
  }

  public @Nullable JsonObject optObject(String name) {
    return switch (members.get(name)) {
      case JsonObject object -> object;
      case null -> null;
      case JsonNull ignored -> null;
      default -> throw wrongType(name, "an object");
    };
  }

  public JsonArray array(String name) {
    return required(name, optArray(name));
  }

  public @Nullable JsonArray optArray(String name) {
    return switch (members.get(name)) {
      case JsonArray array -> array;
      case null -> null;
      case JsonNull ignored -> null;
      default -> throw wrongType(name, "an array");
    };
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new ProtocolException(ErrorCode.AT0003, "JSON: member " + name + " is missing");
    }
    return value;
  }

  private static ProtocolException wrongType(String name, String expected) {
    return new ProtocolException(ErrorCode.AT0003, "JSON: member " + name + " must be " + expected);
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
