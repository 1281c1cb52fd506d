package org.noports.protocol.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;

/** Files under {@code docs} of the checkout: the specification, and what we add to it. */
public final class SpecFile {
  private static final String SPEC = "docs/spec/";

  private SpecFile() {}

  /** A vector file; asking for an absent member of it fails. */
  public static JsonNode vectors(String name) {
    return json(SPEC + "vectors/" + name);
  }

  /** Vectors of our own extensions. */
  public static JsonNode extension(String name) {
    return json("docs/extensions/vectors/" + name);
  }

  public static JsonNode recording(String name) {
    return json(SPEC + "recordings/" + name);
  }

  public static String text(String name) {
    return read(SPEC + name);
  }

  private static String read(String path) {
    try {
      return Files.readString(Path.of(System.getProperty("noports.root"), path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(read(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of an array that must not be empty. */
  public static List<JsonNode> all(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    if (elements.isEmpty()) {
      throw new AssertionError("no elements");
    }
    return elements;
  }

  /** The text of a member that must be there. */
  public static String at(JsonNode node, String name) {
    return node.required(name).asText();
  }

  public static RsaPrivateKey privateKey(String name) {
    return RsaPrivateKey.fromText(at(key(name), "privatePkcs8Base64"));
  }

  public static RsaPublicKey publicKey(String name) {
    return RsaPublicKey.fromText(at(key(name), "publicSpkiBase64"));
  }

  private static JsonNode key(String name) {
    for (JsonNode each : vectors("rsa_keys.json").required("keys")) {
      if (at(each, "name").equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no key " + name);
  }
}
