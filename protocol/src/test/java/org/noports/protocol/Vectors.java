package org.noports.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** The vectors and recordings of the specification. */
public final class Vectors {
  private static final Path SPEC = Path.of(System.getProperty("noports.root"), "docs", "spec");

  private Vectors() {}

  public static JsonObject vector(String file) {
    return read(SPEC.resolve("vectors").resolve(file));
  }

  public static JsonObject recording(String file) {
    return read(SPEC.resolve("recordings").resolve(file));
  }

  public static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      objects.add((JsonObject) element);
    }
    return objects;
  }

  private static JsonObject read(Path file) {
    try {
      return Json.parseObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
