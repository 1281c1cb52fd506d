package org.noports.atclient.sharing;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ServerRefused;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Delete;
import org.noports.protocol.verb.Scan;
import org.noports.protocol.verb.Update;

/** Writes and lists records (atclient.md 5.6). Thread-safe. */
public final class Records {
  private final Commands commands;
  private final AtKeys keys;
  private final SharedKeys sharedKeys;
  private final SecureRandom random;

  public Records(Commands commands, AtKeys keys, SharedKeys sharedKeys, SecureRandom random) {
    this.commands = commands;
    this.keys = keys;
    this.sharedKeys = sharedKeys;
    this.random = random;
  }

  /** Encrypts for self and shared keys, signs for public ones, and stores. */
  public void put(AtKey key, String value, Metadata metadata) {
    requireOwn(key, "store");
    Values.requireSendable(value);
    commands.request(key.isPublic() ? signed(key, value, metadata) : sealed(key, value, metadata));
  }

  /**
   * Stores in clear, because it is no secret but a place taken; false when the server keeps
   * somebody's record and refuses to change it.
   */
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    requireOwn(key, "store");
    Values.requireSendable(value);
    Metadata metadata =
        Metadata.builder().ttl(ttl.toMillis()).isEncrypted(false).immutable(true).build();
    try {
      commands.request(Update.of(key, metadata, value));
      return true;
    } catch (ServerRefused e) {
      if (e.text().toLowerCase(Locale.ROOT).contains("immutable")) {
        return false;
      }
      throw e;
    }
  }

  public void delete(AtKey key) {
    if (!key.cached()) {
      requireOwn(key, "delete");
    }
    commands.request(Delete.of(key));
  }

  /** The keys of the own server, or those that the other atSign's server shows us. */
  public List<String> scan(@Nullable AtSign at, @Nullable String regex) {
    AtSign other = at == null || at.equals(keys.atSign()) ? null : at;
    if (regex != null && !regex.equals(regex.replaceAll("\\s", ""))) {
      throw new IllegalArgumentException("the expression of a scan must not hold white space");
    }
    String answer = commands.request(new Scan(false, other, regex)).strip();
    return Json.parse(answer) instanceof JsonArray array
        ? array.elements().stream()
            .filter(JsonString.class::isInstance)
            .map(element -> ((JsonString) element).value())
            .toList()
        : List.of();
  }

  private Update sealed(AtKey key, String value, Metadata metadata) {
    Iv iv = Iv.random(random);
    Metadata.Builder all = metadata.toBuilder().isEncrypted(true).ivNonce(iv.base64());
    AtSign recipient = key.sharedWith();
    AesKey aes;
    if (recipient == null || recipient.equals(keys.atSign())) {
      aes = keys.selfKey();
    } else {
      OutgoingKey shared = sharedKeys.forRecipient(recipient);
      all.sharedKeyEnc(shared.sharedKeyEnc()).pubKeyCS(shared.pubKeyCS());
      aes = shared.key();
    }
    return Update.of(key, all.build(), aes.encryptText(value, iv));
  }

  /** The signature is over the text; base64 is only for what a line cannot carry as it is. */
  private Update signed(AtKey key, String value, Metadata metadata) {
    String signature = keys.encryption().privateKey().sign(value, HashAlgorithm.SHA256);
    Metadata.Builder all = metadata.toBuilder().dataSignature(signature).isEncrypted(false);
    boolean plainLine = value.equals(value.strip()) && value.chars().noneMatch(c -> c < ' ');
    if (plainLine) {
      return Update.of(key, all.build(), value);
    }
    String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return Update.of(key, all.encoding("base64").build(), encoded);
  }

  private void requireOwn(AtKey key, String what) {
    if (key.cached() || !keys.atSign().equals(key.owner())) {
      throw new IllegalArgumentException(
          "cannot %s %s: only keys of %s itself".formatted(what, key, keys.atSign()));
    }
  }
}
