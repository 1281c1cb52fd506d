package org.noports.protocol.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonBoolean;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;

/**
 * What a daemon says of itself, message #2 (sessions.md 1.3), of every generation. A null component
 * was not there; text from the network: escape it before showing.
 *
 * @param flags the known flags that were given, null from version 4 daemons
 * @param allowedServices {@code host:port} as the daemon prints its permit list
 */
public record PingAnswer(
    String deviceName,
    @Nullable String deviceGroupName,
    @Nullable String version,
    @Nullable String corePackageVersion,
    @Nullable SequencedMap<Feature, Boolean> flags,
    @Nullable List<String> authModes,
    List<String> allowedServices,
    @Nullable String npCpVersion,
    @Nullable String publicSigningKeyUri) {

  public static final int MAX_LENGTH = 64 * 1024;
  private static final String CONTROL_PLANE_VERSION = "1.5.0";

  public PingAnswer {
    flags = flags == null ? null : Collections.unmodifiableSequencedMap(new LinkedHashMap<>(flags));
    authModes = authModes == null ? null : List.copyOf(authModes);
    allowedServices = List.copyOf(allowedServices);
  }

  /** The answer of our daemon: every flag is written, those not in {@code features} as false. */
  public static PingAnswer ofDaemon(
      String deviceName,
      String deviceGroupName,
      String version,
      String corePackageVersion,
      Set<Feature> features,
      List<String> authModes,
      List<String> allowedServices,
      @Nullable String publicSigningKeyUri) {
    SequencedMap<Feature, Boolean> flags = new LinkedHashMap<>();
    for (Feature feature : Feature.WRITTEN_ORDER) {
      flags.put(feature, features.contains(feature));
    }
    return new PingAnswer(
        deviceName,
        deviceGroupName,
        version,
        corePackageVersion,
        flags,
        authModes,
        allowedServices,
        CONTROL_PLANE_VERSION,
        publicSigningKeyUri);
  }

  /** Reads the value of a ping answer; unknown members are ignored. */
  public static PingAnswer parse(String value) {
    if (value.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0005, "a ping answer is too long");
    }
    JsonObject json = Json.parseObject(value);
    JsonObject supported = json.optObject("supportedFeatures");
    List<String> services = texts(json.get("allowedServices"));
    return new PingAnswer(
        json.string("devicename"),
        json.optString("deviceGroupName"),
        json.optString("version"),
        json.optString("corePackageVersion"),
        supported == null ? null : flags(supported),
        texts(json.get("authModes")),
        services == null ? List.of() : services,
        json.optString("npCpVersion"),
        json.optString("publicSigningKeyUri"));
  }

  /** A flag counts only when it is JSON true. */
  private static SequencedMap<Feature, Boolean> flags(JsonObject supported) {
    SequencedMap<Feature, Boolean> flags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : supported.members().entrySet()) {
      for (Feature feature : Feature.values()) {
        if (feature.flag().equals(member.getKey())) {
          flags.put(feature, member.getValue() == JsonBoolean.TRUE);
        }
      }
    }
    return flags;
  }

  /** A list of texts, or one text with commas, as daemons of some versions write it. */
  private static @Nullable List<String> texts(@Nullable JsonValue value) {
    return switch (value) {
      case JsonString(String text) ->
          Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
      case JsonArray array -> {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : array.elements()) {
          if (element instanceof JsonString(String text)) {
            texts.add(text);
          }
        }
        yield texts;
      }
      case null, default -> null;
    };
  }

  /** The features the daemon has; version 4 daemons have only one. */
  public Set<Feature> features() {
    if (flags == null) {
      return EnumSet.of(Feature.ACCEPTS_PUBLIC_KEYS);
    }
    EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
    flags.forEach((feature, value) -> {
      if (value) {
        features.add(feature);
      }
    });
    return features;
  }

  public boolean supports(Feature feature) {
    return features().contains(feature);
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("devicename", deviceName)
            .putIfPresent("deviceGroupName", deviceGroupName)
            .putIfPresent("version", version)
            .putIfPresent("corePackageVersion", corePackageVersion);
    if (flags != null) {
      JsonObject.Builder supported = JsonObject.builder();
      flags.forEach((feature, value) -> supported.put(feature.flag(), value));
      json.put("supportedFeatures", supported.build());
    }
    if (authModes != null) {
      json.put("authModes", JsonArray.ofStrings(authModes));
    }
    return json.put("allowedServices", JsonArray.ofStrings(allowedServices))
        .putIfPresent("npCpVersion", npCpVersion)
        .putIfPresent("publicSigningKeyUri", publicSigningKeyUri)
        .build();
  }
}
