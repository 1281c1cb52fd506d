package org.noports.protocol.keys;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.Passphrase;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.KeysDocumentException.Problem;
import org.noports.protocol.name.AtSign;

/**
 * The text of an {@code .atKeys} file (atclient.md 3): legacy, of an enrolment, or either inside a
 * passphrase. Every way in which one can be unusable has its own message. Pure, thread-safe.
 */
public final class AtKeysDocument {
  /** Larger files are refused on reading: the C reader's buffer is 8 KiB, ours is generous. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** What we write stays below this, so that every peer can read it. */
  public static final int MAX_WRITTEN_BYTES = 8191;

  private static final String ARGON2ID = "argon2id";

  private AtKeysDocument() {}

  /**
   * Reads a document of any supported form.
   *
   * @param passphrase what protects it; ignored by plain documents
   * @throws KeysDocumentException saying what is wrong and what to do
   */
  public static AtKeys parse(AtSign atSign, String text, @Nullable String passphrase) {
    JsonObject json = object(text);
    if (json.get("iv") != null) {
      json = object(open(atSign, json, passphrase), atSign);
    }
    if (json.get("version") != null && json.get("selfEncryptionKey") == null) {
      throw new KeysDocumentException(
          Problem.VERSIONED,
          "the keys of "
              + atSign
              + " are a versioned document of a newer program, which is not supported: export them"
              + " in the older form");
    }
    return PlainKeys.read(atSign, json);
  }

  /** Whether a passphrase is needed to read it; false for what is not a document at all. */
  public static boolean isProtected(String text) {
    try {
      return object(text).get("iv") != null;
    } catch (KeysDocumentException e) {
      return false;
    }
  }

  /** The plain form, in the order of the reference's writer. */
  public static String write(AtKeys keys) {
    return bounded(PlainKeys.write(keys).canonical());
  }

  /** The passphrase-protected form; every call wants a fresh random IV. */
  public static String writeProtected(AtKeys keys, String passphrase, Iv iv) {
    String plain = PlainKeys.write(keys).canonical();
    return bounded(
        JsonObject.builder()
            .put("content", Passphrase.of(passphrase).key().encryptText(plain, iv))
            .put("iv", iv.base64())
            .put("hashingAlgoType", ARGON2ID)
            .build()
            .canonical());
  }

  private static String bounded(String text) {
    if (text.length() > MAX_WRITTEN_BYTES) {
      throw new KeysDocumentException(
          Problem.DAMAGED, "the keys would make a file of more than 8191 bytes");
    }
    return text;
  }

  private static JsonObject object(String text) {
    if (text.length() > MAX_LENGTH) {
      throw notJson();
    }
    try {
      return Json.parseObject(text.strip());
    } catch (ProtocolException e) {
      throw notJson();
    }
  }

  private static KeysDocumentException notJson() {
    return new KeysDocumentException(
        Problem.NOT_JSON, "this is not a keys file: it is not one JSON object");
  }

  private static JsonObject object(String decrypted, AtSign atSign) {
    try {
      return Json.parseObject(decrypted.strip());
    } catch (ProtocolException e) {
      throw wrongPassphrase(atSign);
    }
  }

  private static String open(AtSign atSign, JsonObject json, @Nullable String passphrase) {
    String algorithm = PlainKeys.text(atSign, json, "hashingAlgoType");
    if (!algorithm.equals(ARGON2ID)) {
      throw new KeysDocumentException(
          Problem.UNKNOWN_PROTECTION,
          "the keys of " + atSign + " are protected in another way than argon2id");
    }
    Iv iv;
    try {
      iv = Iv.fromBase64(PlainKeys.text(atSign, json, "iv"));
    } catch (CryptoException e) {
      throw PlainKeys.damaged(atSign, "iv");
    }
    String content = PlainKeys.text(atSign, json, "content");
    if (passphrase == null) {
      throw new KeysDocumentException(
          Problem.PASSPHRASE_NEEDED,
          "the keys of " + atSign + " are protected: give their passphrase");
    }
    try {
      return Passphrase.of(passphrase).key().decryptText(content, iv);
    } catch (CryptoException e) {
      throw wrongPassphrase(atSign);
    }
  }

  private static KeysDocumentException wrongPassphrase(AtSign atSign) {
    return new KeysDocumentException(
        Problem.WRONG_PASSPHRASE, "wrong passphrase for the keys of " + atSign);
  }
}
