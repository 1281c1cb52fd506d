package org.noports.atclient.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.keys.AtKeysDocument;
import org.noports.protocol.name.AtSign;

/** The test vectors of docs/spec/vectors. */
public final class Vectors {
  public static final AtSign ALICE = AtSign.of("@alice");
  public static final AtSign BOB = AtSign.of("@bob");

  private Vectors() {}

  public static Path file(String name) {
    return Path.of(Objects.requireNonNull(System.getProperty("noports.root")))
        .resolve("docs/spec/vectors")
        .resolve(name);
  }

  public static String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonObject json(String name) {
    return Json.parseObject(text(name));
  }

  public static List<JsonObject> objects(@Nullable JsonArray array) {
    return Objects.requireNonNull(array).elements().stream().map(JsonObject.class::cast).toList();
  }

  public static AtKeys alice() {
    return AtKeysDocument.parse(ALICE, text("@alice_key.apkam.atKeys"), null);
  }

  public static AtKeys bob() {
    return new AtKeys(
        BOB,
        pair("bob_pkam"),
        pair("bob_encryption"),
        AesKey.fromBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        null,
        null);
  }

  public static RsaKeyPair pair(String name) {
    JsonObject found =
        objects(json("rsa_keys.json").optArray("keys")).stream()
            .filter(key -> key.string("name").equals(name))
            .findFirst()
            .orElseThrow();
    return new RsaKeyPair(
        RsaPublicKey.fromText(found.string("publicSpkiBase64")),
        RsaPrivateKey.fromText(found.string("privatePkcs8Base64")));
  }
}
