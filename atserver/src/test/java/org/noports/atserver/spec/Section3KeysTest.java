package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

@DisplayName("atprotocol.md 3.4, 3.5, 5: reading and writing keys")
@ExtendWith(SpecServers.class)
class Section3KeysTest {
  private TestConnection owner;

  @BeforeEach
  void login() {
    owner = alice.login();
  }

  @AfterEach
  void logout() {
    owner.close();
  }

  private JsonObject metadata(String key) {
    return Json.parseObject(owner.data("llookup:meta:" + key));
  }

  @Nested
  @DisplayName("3.4.1 scan")
  class ScanVerb {
    @Test
    void eachStateSeesItsKeys() {
      owner.data("update:public:open.scan1@alice 1");
      owner.data("update:@bob:shared.scan1@alice 1");
      owner.data("update:self.scan1@alice 1");
      owner.data("update:public:__hidden.scan1@alice 1");
      assertThat(owner.data("scan scan1"))
          .isEqualTo(
              "[\"@bob:shared.scan1@alice\",\"public:open.scan1@alice\",\"self.scan1@alice\"]");
      assertThat(owner.data("scan:showhidden:true scan1")).contains("public:__hidden.scan1@alice");
      try (TestConnection anonymous = alice.connect();
          TestConnection peer = bob.polAt(alice);
          TestConnection other = bob.login()) {
        assertThat(anonymous.data("scan scan1")).isEqualTo("[\"open.scan1@alice\"]");
        assertThat(peer.data("scan scan1")).isEqualTo("[\"shared.scan1@alice\"]");
        assertThat(other.data("scan:@alice scan1")).isEqualTo("[\"shared.scan1@alice\"]");
        assertThat(anonymous.ask("scan:@bob"))
            .isEqualTo(
                "error:AT0401-Exception: Scan to another atSign cannot be performed without"
                    + " auth\n@");
      }
    }

    @Test
    void anExpressionIsSearchedInTheWholeKeyWithoutRegardToCase() {
      owner.data("update:one.scan2@alice 1");
      assertThat(owner.data("scan ONE.*ALICE")).isEqualTo("[\"one.scan2@alice\"]");
      assertThat(owner.data("scan nothing.scan2")).isEqualTo("[]");
      assertThat(owner.ask("scan [")).startsWith("error:AT0003-Invalid syntax : ");
    }
  }

  @Nested
  @DisplayName("3.4.2 to 3.4.4 look-ups")
  class Lookups {
    @Test
    void aLocalLookupHasThreeForms() {
      owner.data("update:k.look1@alice v");
      assertThat(owner.data("llookup:k.look1@alice")).isEqualTo("v");
      JsonObject all = Json.parseObject(owner.data("llookup:all:k.look1@alice"));
      assertThat(all.members().keySet()).containsExactly("key", "data", "metaData");
      assertThat(all.string("key")).isEqualTo("k.look1@alice");
      assertThat(metadata("k.look1@alice").members().keySet())
          .containsExactly(
              "createdBy",
              "updatedBy",
              "createdAt",
              "updatedAt",
              "status",
              "version",
              "isBinary",
              "isEncrypted");
    }

    @Test
    void theStateDecidesWhichKeyALookupMeans() {
      owner.data("update:public:k.look2@alice public");
      owner.data("update:@bob:k.look2@alice shared");
      owner.data("update:@alice:k.look2@alice own");
      try (TestConnection anonymous = alice.connect();
          TestConnection peer = bob.polAt(alice);
          TestConnection other = bob.login()) {
        assertThat(anonymous.data("lookup:k.look2@alice")).isEqualTo("public");
        assertThat(peer.data("lookup:k.look2@alice")).isEqualTo("shared");
        assertThat(owner.data("lookup:k.look2@alice")).isEqualTo("own");
        assertThat(other.data("lookup:k.look2@alice")).isEqualTo("shared");
        JsonObject all = Json.parseObject(other.data("lookup:all:k.look2@alice"));
        assertThat(all.members().keySet()).containsExactly("data", "metaData", "key");
        assertThat(all.string("key")).isEqualTo("@bob:k.look2@alice");
      }
    }

    @Test
    void publicKeysOfOthersAreReadThroughTheOwnServerAndKept() {
      owner.data("update:public:k.look3@alice first");
      try (TestConnection reader = bob.login()) {
        JsonObject fetched = Json.parseObject(reader.data("plookup:all:k.look3@alice"));
        assertThat(fetched.string("key")).isEqualTo("public:k.look3@alice");
        assertThat(fetched.object("metaData").integer("ttl")).isEqualTo(86_400_000);
        owner.data("update:public:k.look3@alice second");
        assertThat(reader.data("plookup:k.look3@alice")).isEqualTo("first");
        assertThat(Json.parseObject(reader.data("plookup:all:k.look3@alice")).string("key"))
            .isEqualTo("cached:public:k.look3@alice");
        assertThat(reader.data("plookup:bypassCache:true:k.look3@alice")).isEqualTo("second");
        assertThat(reader.ask("plookup:x.look3@nobody12"))
            .isEqualTo(
                "error:AT0007-Secondary server not found : Unable to find secondary address for"
                    + " atSign:nobody12\n@bob@");
      }
    }

    @Test
    void strangersAreServedWhatTheHandshakeNeeds() {
      try (TestConnection anonymous = alice.connect()) {
        assertThat(anonymous.data("lookup:signing_publickey@alice")).startsWith("MII");
        assertThat(Json.parseObject(anonymous.data("lookup:all:publickey@alice")).string("key"))
            .isEqualTo("public:publickey@alice");
        assertThat(anonymous.ask("lookup:signing_publickeys@alice"))
            .startsWith("error:AT0015-Exception: ");
      }
      owner.data("update:public:_x.look4@alice v");
      try (TestConnection anonymous = alice.connect()) {
        assertThat(anonymous.data("lookup:_x.look4@alice")).isEqualTo("v");
      }
    }
  }

  @Nested
  @DisplayName("3.5.1 update, 3.5.2 delete")
  class Writing {
    @Test
    void theAnswerIsTheCommitIdOrMinusOneForWhatIsNotLogged() {
      long first = Long.parseLong(owner.data("update:a.write1@alice 1"));
      assertThat(owner.data("update:public:_b.write1@alice 1")).isEqualTo("-1");
      assertThat(owner.data("update:c.write1@alice 1")).isEqualTo(Long.toString(first + 1));
      assertThat(owner.data("delete:c.write1@alice")).isEqualTo(Long.toString(first + 2));
      assertThat(owner.data("delete:never.write1@alice")).isEqualTo(Long.toString(first + 3));
      assertThat(owner.data("update:nc:d.write1@alice 1")).isEqualTo("-1");
    }

    @Test
    void keysAreLowerCasedAndValuesKeepTheirCaseAndInnerBlanks() {
      owner.data("update:Big.Write2@ALICE  A  b ");
      assertThat(owner.ask("llookup:big.write2@alice")).isEqualTo("data: A  b\n@alice@");
    }

    @Test
    void metadataNotMentionedStaysNullClearsAndZeroEnds() {
      owner.data("update:ttl:60000:ttr:5:ivNonce:abc:encAlgo:x:isEncrypted:true:k.write3@alice 1");
      owner.data("update:encAlgo:null:k.write3@alice 2");
      JsonObject kept = metadata("k.write3@alice");
      assertThat(kept.integer("ttl")).isEqualTo(60_000);
      assertThat(kept.string("ivNonce")).isEqualTo("abc");
      assertThat(kept.get("encAlgo")).isNull();
      assertThat(kept.optBool("isEncrypted")).isFalse();
      assertThat(kept.integer("version")).isEqualTo(1);
      owner.data("update:ttl:0:ttr:0:k.write3@alice 3");
      JsonObject ended = metadata("k.write3@alice");
      assertThat(ended.get("expiresAt")).isNull();
      assertThat(ended.get("refreshAt")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "update:ttr:-2:k.write4@alice v",
          "update:ttl:-1:k.write4@alice v",
          "update:ttb:-1:k.write4@alice v",
          "update:private:k.write4@alice v",
          "update:k.write4@alice",
          "update:json:{\"atKey\":1}"
        })
    void whatHasNoMeaningIsASyntaxError(String line) {
      assertThat(owner.ask(line)).startsWith("error:AT0003-Invalid syntax : ");
    }

    @Test
    void theJsonFormWritesTheSame() {
      owner.data(
          "update:json:{\"atKey\":\"j.write5\",\"value\":\"v\",\"sharedBy\":\"@alice\",\"metadata\":"
              + "{\"isPublic\":true,\"isBinary\":false,\"isEncrypted\":false}}");
      assertThat(owner.data("llookup:public:j.write5@alice")).isEqualTo("v");
    }

    @Test
    void keysOfOthersAndTooLongOnesAreRefused() {
      assertThat(owner.ask("update:k.write6@bob v"))
          .isEqualTo(
              "error:AT0016-Invalid key : Invalid update command - sharedBy atsign @bob should be"
                  + " same as current atsign @alice\n@alice@");
      assertThat(owner.ask("update:" + "k".repeat(240) + ".write6@alice v"))
          .matches(
              "error:AT0016-Invalid key : key length \\d+ is greater than max allowed 248 chars\n@alice@");
    }

    @Test
    void immutableKeysChangeByForceOnly() {
      owner.data("update:immutable:true:k.write7@alice 1");
      assertThat(owner.ask("update:k.write7@alice 2")).startsWith("error:AT0016-");
      assertThat(owner.ask("update:meta:k.write7@alice:ttl:1")).startsWith("error:AT0016-");
      assertThat(owner.ask("delete:k.write7@alice")).startsWith("error:AT0016-");
      owner.data("delete:force:k.write7@alice");
      owner.data("update:k.write7@alice 3");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"public:publickey", "public:signing_publickey", "@alice:signing_privatekey"})
    void protectedKeysAreNotDeleted(String key) {
      assertThat(owner.ask("delete:" + key + "@alice"))
          .startsWith(
              "error:AT0009-UnAuthorized client in request : Cannot delete protected key: '");
    }

    @ParameterizedTest
    @CsvSource({
      "pubKeyHash:abcd:hashingAlgo:sha512",
      "appMetadata:e30=",
      "cAt:2026-01-02T03:04:05.678Z:uAt:2026-01-02T03:04:05Z",
      "skeEncAlgo:rsa2048:ttl:60000:dataSignature:x",
      "sharedKeyStatus:y:encoding:base64"
    })
    void theNewestMetadataIsReadInAnyOrder(String pairs) {
      assertThat(owner.data("update:" + pairs + ":k.write8@alice v")).matches("\\d+");
    }
  }

  @Nested
  @DisplayName("5.2 and 5.6 times and copies")
  class Times {
    @Test
    void anExpiredKeyIsNullThenGone() {
      owner.data("update:ttl:200:k.time1@alice v");
      await()
          .untilAsserted(
              () -> assertThat(owner.ask("llookup:k.time1@alice")).isNotEqualTo("data:v\n@alice@"));
      assertThat(owner.data("scan time1")).isEqualTo("[]");
      await()
          .untilAsserted(() ->
              assertThat(owner.ask("llookup:k.time1@alice"))
                  .startsWith("error:AT0015-key not found"));
    }

    @Test
    void aKeyIsNotSeenBeforeItIsBorn() {
      owner.data("update:ttb:600000:k.time2@alice v");
      assertThat(owner.data("llookup:k.time2@alice")).isEqualTo("null");
      assertThat(owner.data("scan time2")).isEqualTo("[]");
    }

    @Test
    void aSharedKeyIsCopiedAsItsTtrAllowsAndItsDeletionCascades() {
      owner.data("update:ttr:-1:ccd:true:@bob:k.time3@alice v");
      owner.data("update:@bob:n.time3@alice v");
      try (TestConnection reader = bob.login()) {
        await()
            .untilAsserted(() ->
                assertThat(reader.ask("llookup:cached:@bob:k.time3@alice"))
                    .isEqualTo("data:v\n@bob@"));
        assertThat(reader.data("lookup:n.time3@alice")).isEqualTo("v");
        assertThat(reader.ask("llookup:cached:@bob:n.time3@alice")).startsWith("error:AT0015-");
        owner.data("delete:@bob:k.time3@alice");
        await()
            .untilAsserted(() ->
                assertThat(reader.ask("llookup:cached:@bob:k.time3@alice"))
                    .startsWith("error:AT0015-"));
      }
    }

    @Test
    void aCopyWhoseTimeHasPassedIsReadAgainAtNight() {
      owner.data("update:ttr:10:public:k.time4@alice first");
      owner.data("update:ttr:10:public:gone.time4@alice first");
      try (TestConnection reader = bob.login()) {
        reader.data("plookup:k.time4@alice");
        reader.data("plookup:gone.time4@alice");
        owner.data("update:public:k.time4@alice second");
        owner.data("delete:public:gone.time4@alice");
        assertThat(reader.data("llookup:cached:public:k.time4@alice")).isEqualTo("first");
        SpecServers.passes(Duration.ofDays(1));
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() ->
                assertThat(reader.ask("llookup:cached:public:k.time4@alice"))
                    .isEqualTo("data:second\n@bob@"));
        await()
            .untilAsserted(() ->
                assertThat(reader.ask("llookup:cached:public:gone.time4@alice"))
                    .startsWith("error:AT0015-"));
      }
    }

    @Test
    void aNewPublicKeySetsTheSharedKeyAside() {
      try (TestConnection reader = bob.login()) {
        owner.data("update:public:publickey@alice MIIBone");
        reader.data("plookup:bypassCache:true:publickey@alice");
        reader.data("update:shared_key.alice@bob wrapped");
        owner.data("update:public:publickey@alice MIIBtwo");
        reader.data("plookup:bypassCache:true:publickey@alice");
        assertThat(reader.ask("llookup:shared_key.alice@bob")).startsWith("error:AT0015-");
        assertThat(reader.data("scan shared_key.alice.until"))
            .matches("\\[\"shared_key\\.alice\\.until\\.\\d{13}@bob\"]");
        assertThat(reader.data("plookup:publickey@alice")).isEqualTo("MIIBtwo");
      }
    }
  }
}
