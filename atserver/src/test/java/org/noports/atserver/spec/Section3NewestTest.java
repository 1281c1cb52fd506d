package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.noports.atserver.TestConnection;

@DisplayName("atprotocol.md 3: what only the newest and only the oldest clients ask for")
@ExtendWith(SpecServers.class)
class Section3NewestTest {
  @Test
  void aTimeThatIsStatedIsNotComputedAgain() {
    try (TestConnection owner = alice.login()) {
      owner.data(
          "update:ttl:86400000:cAt:2020-01-02T03:04:05.678000Z:uAt:2021-02-03T04:05:06.789000Z"
              + ":eAt:2099-01-01T00:00:00.000000Z:k.newest1@alice v");
      assertThat(owner.data("llookup:meta:k.newest1@alice"))
          .contains(
              "\"createdAt\":\"2020-01-02 03:04:05.678Z\"",
              "\"updatedAt\":\"2021-02-03 04:05:06.789Z\"",
              "\"expiresAt\":\"2099-01-01 00:00:00.000Z\"",
              "\"ttl\":86400000");
      owner.data("update:eAt:2021-01-01T00:00:00Z:k.newest1@alice gone");
      assertThat(owner.data("scan newest1")).isEqualTo("[]");
    }
  }

  @Test
  void whatIsNotToBeCommittedHasNoCommitId() {
    try (TestConnection owner = alice.login()) {
      owner.data("update:k.newest2@alice logged");
      assertThat(owner.data("update:nc:k.newest2@alice v")).isEqualTo("-1");
      assertThat(owner.data("scan:cl newest2")).isEqualTo("[]");
      owner.data("update:k.newest2@alice logged");
      assertThat(owner.data("update:meta:nc:k.newest2@alice:ttl:60000")).isEqualTo("-1");
      assertThat(owner.data("llookup:all:k.newest2@alice")).contains("\"ttl\":60000");
      assertThat(owner.data("delete:nc:k.newest2@alice")).isEqualTo("-1");
      assertThat(owner.data("scan:cl newest2")).isEqualTo("[]");
    }
  }

  @Test
  void theCommitLogIsListedForItsOwner() {
    try (TestConnection owner = alice.login();
        TestConnection stranger = alice.connect();
        TestConnection peer = bob.polAt(alice)) {
      String updated = owner.data("update:k.newest3@alice v");
      String deleted = owner.data("delete:l.newest3@alice");
      assertThat(owner.data("scan:cl newest3"))
          .matches(
              "\\[\\{\"atKey\":\"k.newest3@alice\",\"operation\":\"\\+\",\"commitId\":"
                  + updated
                  + ",\"opTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\"\\},"
                  + "\\{\"atKey\":\"l.newest3@alice\",\"operation\":\"-\",\"commitId\":"
                  + deleted
                  + ",.*}]");
      assertThat(stranger.ask("scan:cl"))
          .isEqualTo("error:AT0401-Exception: Command cannot be executed without auth\n@");
      assertThat(peer.ask("scan:cl")).startsWith("error:AT0401-");
      assertThat(owner.ask("scan:cl:@bob")).startsWith("error:AT0022-");
    }
  }

  @Test
  void aValueMayLeadToAnotherKeyOfTheSameReaderOrAPublicOne() {
    try (TestConnection owner = alice.login();
        TestConnection stranger = alice.connect();
        TestConnection peer = bob.polAt(alice)) {
      owner.data("update:public:end.newest4@alice open");
      owner.data("update:@bob:end.newest4@alice shared");
      owner.data("update:public:ref.newest4@alice  atsign://end.newest4@alice");
      owner.data("update:@bob:ref.newest4@alice atsign://End.newest4@alice");
      owner.data("update:@bob:ref2.newest4@alice atsign://ref.newest4@alice");
      owner.data("update:public:private.newest4@alice atsign://secret.newest4@alice");
      owner.data("update:secret.newest4@alice hidden");
      owner.data("update:public:loop.newest4@alice atsign://loop.newest4@alice");
      assertThat(stranger.data("lookup:ref.newest4@alice")).isEqualTo("open");
      assertThat(stranger.data("lookup:private.newest4@alice")).isEqualTo("null");
      assertThat(stranger.data("lookup:loop.newest4@alice")).isEqualTo("null");
      assertThat(stranger.data("lookup:all:ref.newest4@alice")).contains("\" atsign://end");
      assertThat(peer.data("lookup:ref.newest4@alice")).isEqualTo("shared");
      assertThat(peer.data("lookup:ref2.newest4@alice")).isEqualTo("shared");
      assertThat(owner.data("llookup:public:ref.newest4@alice"))
          .isEqualTo(" atsign://end.newest4@alice");
    }
  }

  @Test
  void triesOfANotificationAreCountedFromOne() {
    try (TestConnection owner = alice.login()) {
      String id = owner.data("notify:@alice:k.newest5@alice:v");
      assertThat(owner.data("notify:fetch:" + id)).contains("\"retryCount\":\"1\"");
    }
  }
}
