package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;

@DisplayName("atprotocol.md 3.2: lines that match an expression in an unexpected way")
@ExtendWith(SpecServers.class)
class Section3OddLinesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llookup:@bob@alice|@bob@alice",
        "llookup:@bob:@alice|@bob:@alice",
        "llookup:all:x@alice|all:x@alice",
        "lookup:a@b@alice|@alice:a@b@alice",
        "lookup:@bob:x.y@alice|@alice:@bob:x.y@alice",
        "lookup:meta:x@alice|@alice:meta:x@alice",
        "lookup:bypassCache:maybe:x.y@alice|@alice:bypasscache:maybe:x.y@alice",
        "plookup:all:@alice|Exception: public:all:@alice",
        "plookup:bypassCache:maybe:x.y@alice|Exception: public:bypasscache:maybe:x.y@alice",
        "plookup:never.odd0@alice|Exception: public:never.odd0@alice",
        "llookup:private:_x@alice|private:_x@alice"
      })
  void whatCannotBeAKeyIsNotFound(String line, String key) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line))
          .isEqualTo(
              "error:AT0015-key not found : " + key + " does not exist in keystore\n@alice@");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llookup:a b@alice|a b@alice",
        "llookup:all:@bob:a b.odd3@alice|@bob:a b.odd3@alice",
        "lookup:a b@alice|@alice:a b@alice",
        "update:k.odd3 v|k.odd3",
        "update:ttl:5:@bob:k.odd3 v|@bob:k.odd3",
        "update:public:k.odd3 v|public:k.odd3"
      })
  void whatHasABlankOrNoOwnerIsNoKeyForAnEnrollment(String line, String key) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line))
          .isEqualTo("error:AT0003-Invalid syntax : " + key + " is not well-formed key\n@alice@");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update:privatekey:at_pkam_publickey@alice v",
        "update:isBinary:true:privatekey:at_pkam_publickey@alice v",
        "update:@bob:privatekey:at_pkam_publickey@alice v"
      })
  void theLoginKeyHasNoOwner(String line) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line))
          .isEqualTo(
              "error:AT0016-Invalid key : You may not update keys of type KeyType.invalidKey"
                  + "\n@alice@");
    }
  }

  @Test
  void metadataInJsonNamesItsFlags() {
    try (TestConnection owner = alice.login()) {
      String begin = "update:json:{\"atKey\":\"k.odd4\",\"value\":\"v\",\"sharedBy\":\"@alice\"";
      assertThat(owner.ask(begin + ",\"metadata\":{\"ttl\":60000,\"isPublic\":false}}"))
          .isEqualTo(
              "error:AT0010-Internal server error : type 'Null' is not a subtype of type 'bool'"
                  + "\n@alice@");
      owner.data(
          begin + ",\"metadata\":{\"isPublic\":false,\"isBinary\":null,\"isEncrypted\":null}}");
      owner.data(begin + "}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-30,Invalid date format",
    "2024-01-02:2024-01-01,ToDate cannot be less than FromDate",
    "9999-01-01,ToDate cannot be less than FromDate"
  })
  void daysThatAreNoneOrInTheWrongOrderAreIllegal(String days, String text) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("notify:list:" + days))
          .isEqualTo("error:AT0022-Illegal arguments : " + text + "\n@alice@");
    }
  }

  @Test
  void aBatchMayWaitAsLongAsASingleCommand() {
    try (TestConnection owner = alice.login()) {
      assertThat(
              owner.data(
                  "batch:[{\"id\":1,\"command\":\"noop:1\"},{\"id\":2,\"command\":\"noop:5000\"},"
                      + "{\"id\":3,\"command\":\"noop:x\"}]"))
          .isEqualTo(
              "[{\"id\":1,\"response\":{\"data\":\"ok\"}},"
                  + "{\"id\":2,\"response\":{\"error_code\":\"AT0022\",\"error_message\":"
                  + "\"Illegal arguments\"}},{\"id\":3,\"response\":{\"error_code\":\"AT0003\","
                  + "\"error_message\":\"Invalid syntax\"}}]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys:get", "keys:get:", "keys:get:bogus", "keys:get:appName:x"})
  void ofNoVisibilityThereAreNoKeys(String line) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line)).isEqualTo("data:[]\n@alice@");
      assertThat(owner.ask("keys:get:keyName:Never.x@alice"))
          .isEqualTo(
              "error:AT0015-key not found : key Never.x@alice not found in keystore\n@alice@");
    }
  }

  @Test
  void withoutAnOwnerTheKeyReachesToTheEnd() {
    try (TestConnection owner = alice.login()) {
      String id = owner.data("notify:@alice:k.odd5:value");
      assertThat(owner.data("notify:fetch:" + id))
          .contains("\"notification\":\"@alice:k.odd5:value@alice\"", "\"atValue\":\"null\"");
    }
  }

  @Test
  void strangersAndPeersAreToldTheSameUnderTheNamesTheySee() {
    try (TestConnection anonymous = alice.connect();
        TestConnection peer = bob.polAt(alice)) {
      assertThat(anonymous.ask("lookup:@bob:x.y@alice"))
          .isEqualTo("error:AT0015-Exception: public:@bob:x.y@alice does not exist in keystore\n@");
      assertThat(peer.ask("lookup:a b@alice"))
          .isEqualTo("error:AT0015-Exception: @bob:a b@alice does not exist in keystore\n@");
    }
  }

  @Test
  void keysOfOneLetterAreFoundByTheirFullNameOnly() {
    try (TestConnection owner = alice.login()) {
      owner.data("update:public:o@alice open");
      owner.data("update:@bob:o@alice shared");
      owner.data("update:o@alice own");
      assertThat(owner.data("llookup:public:o@alice")).isEqualTo("open");
      assertThat(owner.data("llookup:@bob:o@alice")).isEqualTo("shared");
      assertThat(owner.data("plookup:o@alice")).isEqualTo("open");
      assertThat(owner.ask("llookup:o@alice"))
          .startsWith("error:AT0003-Invalid syntax : Invalid syntax. ");
      assertThat(owner.ask("lookup:o@alice"))
          .startsWith("error:AT0003-Invalid syntax : Invalid syntax. ");
    }
  }

  @Test
  void ofAKeyThatNoLineCanNameTheRecipientIsNotToldAndNothingWaitsBehindIt() {
    try (TestConnection owner = alice.login()) {
      owner.data("update:@bob:q@alice shared");
      String id = owner.data("notify:@bob:after.odd3@alice:v");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> owner.data("notify:status:" + id).equals("delivered"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkam:signingAlgo:md5:c2ln",
        "pkam:hashingAlgo:sha256:",
        "pkam:enrollmentId:x",
        "pkam:c2ln c2ln"
      })
  void whatIsNoParameterOfALoginIsAWrongSignature(String line) {
    try (TestConnection anonymous = alice.connect()) {
      assertThat(anonymous.ask(line)).matches("error:AT0015-Exception: private:_\\S+@alice .*\n@");
      anonymous.data("from:@alice");
      assertThat(anonymous.ask(line))
          .matches("error:AT0(401|015)-Exception: (pkam authentication failed|privatekey:.*)\n@");
      assertThat(anonymous.ask("noop:0")).isEqualTo("data:ok\n@");
    }
  }

  @Test
  void anEnrollmentsIdReachesToTheLastColon() {
    try (TestConnection anonymous = alice.connect()) {
      anonymous.data("from:@alice");
      assertThat(anonymous.ask("pkam:enrollmentId:a:b c:c2ln"))
          .isEqualTo("error:AT0028:enrollment_id: a:b c is expired or invalid\n@");
    }
  }

  @Test
  void aValueThatLooksLikeAnOwnerBeginsAtTheColonBefore() {
    try (TestConnection owner = alice.login()) {
      String id = owner.data("notify:@alice:k.odd1:mail a@b c");
      assertThat(owner.data("notify:fetch:" + id))
          .contains("\"notification\":\"@alice:k.odd1@alice\"", "\"atValue\":\"mail a@b c\"");
      assertThat(owner.ask("notify:@alice:k.odd1@b c"))
          .startsWith("error:AT0003-Invalid syntax : Invalid syntax. ");
    }
  }

  @Test
  void aKeyInJsonLosesItsBlanks() {
    try (TestConnection owner = alice.login()) {
      owner.data(
          "update:json:{\"atKey\":\" Big .Odd2\",\"value\":\" v \",\"sharedBy\":\"@alice\",\"metadata\":"
              + "{\"isPublic\":false,\"isBinary\":false,\"isEncrypted\":false}}");
      assertThat(owner.ask("llookup:big.odd2@alice")).isEqualTo("data: v \n@alice@");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "from:@alice:clientConfig:{},Invalid syntax. ",
    "notify:remove:a:b,Command cannot be executed without auth",
    "scan:,Invalid syntax. ",
    "pol:,invalid command",
    "info:,invalid command",
    "to:,Invalid syntax. ",
    "enroll:,Invalid syntax. ",
    "enroll:bogus:{},Invalid syntax. ",
    "enroll:list:{bad,Cannot list enrollment without authentication",
    "@alice,invalid command",
    ":,invalid command"
  })
  void strangersAreToldWhatIsMissingFirst(String line, String text) {
    try (TestConnection anonymous = alice.connect()) {
      assertThat(anonymous.ask(line)).matches("error:AT0(003|401)-Exception: " + text + ".*\n@");
    }
  }

  @Test
  void identifiersAndNumbersHaveTheirForms() {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("notify:remove:a:b")).startsWith("error:AT0003-");
      assertThat(owner.data("notify:remove:a_b-1")).isEqualTo("success");
      assertThat(owner.ask("stats:03")).startsWith("error:AT0003-");
      assertThat(owner.ask("stats:3,0"))
          .isEqualTo(
              "error:AT0022-Illegal arguments : there is no statistic of that number\n@alice@");
      assertThat(owner.ask("stats:3,03")).matches("data: \\[\\{\"id\":\"3\"[^{]*}]\n@alice@");
      assertThat(owner.ask("stats:1,3,1"))
          .matches("data: \\[\\{[^{]*\\{\"id\":\"3\"[^{]*]\n@alice@");
    }
  }
}
