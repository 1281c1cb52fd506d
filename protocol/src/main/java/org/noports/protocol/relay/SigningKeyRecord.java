package org.noports.protocol.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.MlDsaPublicKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/**
 * What an {@code _apsk} record says: the public signing keys of an enrolment (sessions.md 2.4).
 * Entries of other use, unknown algorithm or withdrawn status are not in it.
 */
public record SigningKeyRecord(List<Entry> keys) {
  private static final int MAX_KEYS = 16;
  private static final int MAX_LENGTH = 64 * 1024;

  /** The algorithms, the strongest last. */
  public enum Algorithm {
    RSA2048("rsa2048"),
    MLDSA65("mldsa65");

    private final String text;

    Algorithm(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * One key.
   *
   * @param publicKey its base64 text
   */
  public record Entry(String kid, Algorithm algorithm, String publicKey) {}

  public SigningKeyRecord {
    keys = List.copyOf(keys);
  }

  /** Reads the bare form (one base64 RSA key) and the JSON form. */
  public static SigningKeyRecord parse(String value) {
    if (value.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0005, "a signing key record is too long");
    }
    String text = value.strip();
    if (!text.startsWith("{")) {
      String key = RsaPublicKey.fromText(text).text();
      return new SigningKeyRecord(List.of(new Entry(Digests.kid(key), Algorithm.RSA2048, key)));
    }
    JsonObject json = Json.parseObject(text);
    if (json.integer("v") != 1) {
      throw new ProtocolException(ErrorCode.AT0022, "a signing key record is not of version 1");
    }
    JsonArray array = json.optArray("keys");
    if (array == null || array.elements().size() > MAX_KEYS) {
      throw new ProtocolException(ErrorCode.AT0022, "a signing key record has no list of keys");
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      Entry entry = entry(element);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return new SigningKeyRecord(entries);
  }

  private static @Nullable Entry entry(JsonValue element) {
    if (!(element instanceof JsonObject object)) {
      throw new ProtocolException(ErrorCode.AT0022, "a signing key is not an object");
    }
    String status = object.optString("status");
    Algorithm algorithm = algorithm(object.string("alg"));
    if (!object.string("use").equals("sign")
        || algorithm == null
        || (status != null && !status.equals("active"))) {
      return null;
    }
    return new Entry(object.string("kid"), algorithm, object.string("pub"));
  }

  private static @Nullable Algorithm algorithm(String text) {
    for (Algorithm each : Algorithm.values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Checks a signature by the rules of sessions.md 2.4: the strongest algorithm on offer must have
   * been used, the key is the one {@code kid} names or else the only one. CryptoException says
   * which rule is broken.
   */
  public void check(
      String signed,
      String signature,
      String signingAlgo,
      String hashingAlgo,
      @Nullable String kid) {
    Entry entry = select(signingAlgo, kid);
    boolean good =
        switch (entry.algorithm()) {
          case RSA2048 ->
              RsaPublicKey.fromText(entry.publicKey())
                  .verify(signed, signature, HashAlgorithm.of(hashingAlgo));
          case MLDSA65 -> MlDsaPublicKey.fromText(entry.publicKey()).verify(signed, signature);
        };
    if (!good) {
      throw new CryptoException("the signature is not of the enrolment's key");
    }
  }

  /** Whether signatures of this key pass {@link #check}. */
  public boolean offers(RsaPublicKey key) {
    return keys.stream().allMatch(e -> e.algorithm() == Algorithm.RSA2048)
        && keys.stream().filter(e -> e.kid().equals(Digests.kid(key.text()))).count() == 1;
  }

  private Entry select(String signingAlgo, @Nullable String kid) {
    Algorithm strongest =
        keys.stream()
            .map(Entry::algorithm)
            .max(Algorithm::compareTo)
            .orElseThrow(() -> new CryptoException("the enrolment offers no signing key"));
    if (!strongest.text().equals(signingAlgo)) {
      throw new CryptoException("the signature is not of the strongest algorithm on offer");
    }
    List<Entry> candidates =
        keys.stream()
            .filter(e -> e.algorithm() == strongest)
            .filter(e -> kid == null || e.kid().equals(kid))
            .toList();
    if (candidates.size() != 1) {
      throw new CryptoException("the signature does not say which key made it");
    }
    return candidates.getFirst();
  }
}
