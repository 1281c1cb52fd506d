package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

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
        "llookup:a b@alice|a b@alice",
        "llookup:@bob@alice|@bob@alice",
        "llookup:@bob:@alice|@bob:@alice",
        "llookup:all:x@alice|all:x@alice",
        "lookup:a b@alice|@alice:a b@alice",
        "lookup:a@b@alice|@alice:a@b@alice",
        "lookup:@bob:x.y@alice|@alice:@bob:x.y@alice",
        "lookup:meta:x@alice|@alice:meta:x@alice",
        "lookup:bypassCache:maybe:x.y@alice|@alice:bypasscache:maybe:x.y@alice",
        "plookup:all:@alice|public:all:@alice",
        "plookup:bypassCache:maybe:x.y@alice|public:bypasscache:maybe:x.y@alice",
        "llookup:private:_x@alice|private:_x@alice"
      })
  void whatCannotBeAKeyIsNotFound(String line, String key) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line))
          .isEqualTo(
              "error:AT0015-key not found : " + key + " does not exist in keystore\n@alice@");
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
      assertThat(owner.ask("stats:3,03"))
          .matches("data: \\[\\{\"id\":\"3\".*\\{\"id\":\"3\".*}]\n@alice@");
    }
  }
}
