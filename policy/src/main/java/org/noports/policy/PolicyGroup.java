package org.noports.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;

/**
 * A group as the policy atSign's atServer stores it and the admin API shows it (cli.md 19,
 * sessions.md 7.5): its users may reach, at the devices of its daemons, what is permitted there.
 *
 * @param id its number, in text; null before it is stored
 */
public record PolicyGroup(
    @Nullable String id,
    String name,
    String description,
    List<AtSign> daemonAtSigns,
    List<DevicePermit> devices,
    List<DevicePermit> deviceGroups,
    List<AtSign> userAtSigns) {
  private static final int MOST_ENTRIES = 10_000;
  private static final int LONGEST_DESCRIPTION = 2_000;

  public PolicyGroup {
    daemonAtSigns = List.copyOf(daemonAtSigns);
    devices = List.copyOf(devices);
    deviceGroups = List.copyOf(deviceGroups);
    userAtSigns = List.copyOf(userAtSigns);
  }

  /** Reads one; {@link ProtocolException} says what is wrong with it. */
  public static PolicyGroup parse(JsonObject json) {
    String description = json.optString("description");
    return new PolicyGroup(
        json.optString("id"),
        line(json.string("name"), "name", DevicePermit.LONGEST_NAME),
        description == null ? "" : line(description, "description", LONGEST_DESCRIPTION),
        atSigns(json, "daemonAtSigns"),
        permits(json, "devices"),
        permits(json, "deviceGroups"),
        atSigns(json, "userAtSigns"));
  }

  /** The text when it is short and has no control characters. */
  static String line(String text, String member, int longest) {
    if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
      throw new ProtocolException(
          ErrorCode.AT0022, "'%s' is too long or has control characters".formatted(member));
    }
    return text;
  }

  private static List<AtSign> atSigns(JsonObject json, String member) {
    return list(json, member, array -> array.strings().stream().map(AtSign::of).toList());
  }

  private static List<DevicePermit> permits(JsonObject json, String member) {
    return list(
        json,
        member,
        array -> {
          List<DevicePermit> permits = new ArrayList<>();
          for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonObject permit)) {
              throw new ProtocolException(ErrorCode.AT0003, "'%s' holds objects".formatted(member));
            }
            permits.add(DevicePermit.parse(permit));
          }
          return permits;
        });
  }

  private static <T> List<T> list(
      JsonObject json, String member, Function<JsonArray, List<T>> reader) {
    JsonArray array = json.optArray(member);
    if (array == null) {
      return List.of();
    }
    if (array.elements().size() > MOST_ENTRIES) {
      throw new ProtocolException(ErrorCode.AT0005, "'%s' is too long".formatted(member));
    }
    return reader.apply(array);
  }

  /** The same under this number. */
  PolicyGroup withId(String number) {
    return new PolicyGroup(
        number, name, description, daemonAtSigns, devices, deviceGroups, userAtSigns);
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .putIfPresent("id", id)
        .put("name", name)
        .put("description", description)
        .put("daemonAtSigns", texts(daemonAtSigns))
        .put("devices", objects(devices))
        .put("deviceGroups", objects(deviceGroups))
        .put("userAtSigns", texts(userAtSigns))
        .build();
  }

  private static JsonArray texts(List<AtSign> atSigns) {
    return JsonArray.ofStrings(atSigns.stream().map(AtSign::text).toList());
  }

  private static JsonArray objects(List<DevicePermit> permits) {
    return new JsonArray(permits.stream().<JsonValue>map(DevicePermit::toJson).toList());
  }
}
