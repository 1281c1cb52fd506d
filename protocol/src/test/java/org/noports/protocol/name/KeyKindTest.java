package org.noports.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.Vectors;
import org.noports.protocol.json.JsonObject;

class KeyKindTest {
  private static final Map<String, KeyKind> NAMES =
      Map.of(
          "reservedKey", KeyKind.RESERVED,
          "publicKey", KeyKind.PUBLIC,
          "privateKey", KeyKind.PRIVATE,
          "selfKey", KeyKind.SELF,
          "sharedKey", KeyKind.SHARED,
          "cachedPublicKey", KeyKind.CACHED_PUBLIC,
          "cachedSharedKey", KeyKind.CACHED_SHARED,
          "localKey", KeyKind.LOCAL,
          "invalidKey", KeyKind.INVALID);

  static List<JsonObject> vectors() {
    return Vectors.objects(Vectors.vector("keynames.json").array("cases"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void classifiesTheVectors(JsonObject vector) {
    String key = vector.string("key");
    assertThat(KeyKind.of(key, true)).isEqualTo(NAMES.get(vector.string("typeNamespaceRequired")));
    assertThat(KeyKind.of(key, false)).isEqualTo(NAMES.get(vector.string("typeNamespaceOptional")));
    int limit = key.startsWith("cached:") ? AtKey.MAX_CACHED_LENGTH : AtKey.MAX_LENGTH;
    assertThat(key.length() <= limit).isEqualTo(vector.bool("lengthOk"));
  }

  @Test
  void reservedNamesAreFoundAnywhereButOnlyWholeOnesGiveRights() {
    assertThat(KeyKind.of("evil.shared_key.other@alice", false)).isEqualTo(KeyKind.RESERVED);
    assertThat(KeyKind.isReserved("evil.shared_key.other@alice")).isFalse();
    assertThat(KeyKind.isReserved("shared_key.bob@alice")).isTrue();
    assertThat(KeyKind.isReserved("@bob:shared_key@alice")).isTrue();
    assertThat(KeyKind.isReserved("public:publickey@alice")).isTrue();
    assertThat(KeyKind.isReserved("cached:public:publickey@alice")).isFalse();
    assertThat(KeyKind.isReserved("xprivatekey:at_secret")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        ":",
        "@:",
        "@a",
        "@a:",
        "public:",
        "public:@a",
        "private:@a:@b",
        "cached:",
        "cached:@",
        "cached:@a:@b",
        "local:",
        "public:a.b@c:d",
        "a.b@c d",
        "a\u2003b.c@d",
        "a.b@\u2400"
      })
  void refusesWhatIsNoKey(String key) {
    assertThat(KeyKind.of(key, false)).isEqualTo(KeyKind.INVALID);
  }

  @Test
  void endsQuicklyOnHugeNames() {
    String huge = "a".repeat(1_000_000);
    assertThat(KeyKind.of(huge, true)).isEqualTo(KeyKind.INVALID);
    assertThat(KeyKind.of("shared_key.".repeat(100_000), true)).isEqualTo(KeyKind.INVALID);
    assertThat(KeyKind.of("_".repeat(1_000_000) + "!", true)).isEqualTo(KeyKind.INVALID);
    assertThat(KeyKind.of("@" + huge + ":shared_key@alice", true)).isEqualTo(KeyKind.INVALID);
  }

  @Test
  void privateAndLocalKeysHaveKindsOfTheirOwn() {
    assertThat(KeyKind.of("private:_1f.ns@alice", true)).isEqualTo(KeyKind.PRIVATE);
    assertThat(KeyKind.of("private:@bob:x.ns@alice", true)).isEqualTo(KeyKind.PRIVATE);
    assertThat(KeyKind.of("cached:public:x.ns@bob", true)).isEqualTo(KeyKind.CACHED_PUBLIC);
    assertThat(KeyKind.of("local:x@alice", true)).isEqualTo(KeyKind.INVALID);
  }
}
