package org.noports.policy;

import java.util.List;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.PermitOpen;

/** What may be reached at the device, or the group of devices, of this name. */
public record DevicePermit(String name, List<String> permitOpens) {
  static final int LONGEST_NAME = 200;

  public DevicePermit {
    permitOpens = List.copyOf(permitOpens);
  }

  /** Reads one; {@link ProtocolException} says what is wrong with it. */
  static DevicePermit parse(JsonObject json) {
    String name = PolicyGroup.line(json.string("name"), "name", LONGEST_NAME);
    JsonArray rules = json.optArray("permitOpens");
    List<String> permitOpens =
        rules == null ? List.of() : rules.strings().stream().map(String::strip).toList();
    for (String rule : permitOpens) {
      if (!PermitOpen.isEntry(rule)) {
        throw new ProtocolException(
            ErrorCode.AT0022,
            "permitOpens of %s: '%s' is not host:port, *:port, host:* or *:*"
                .formatted(name, PolicyGroup.line(rule, "permitOpens", LONGEST_NAME)));
      }
    }
    return new DevicePermit(name, permitOpens);
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("name", name)
        .put("permitOpens", JsonArray.ofStrings(permitOpens))
        .build();
  }
}
