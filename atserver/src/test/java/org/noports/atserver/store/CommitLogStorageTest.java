package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The commit log, and what expiry does to it (atprotocol.md 5.5). */
class CommitLogStorageTest extends EveryEngine {
  @Test
  void commitIdsCountFromZeroForEachTenantAndAKeyHasOneEntry() throws Exception {
    assertThat(store.lastCommitId(ALICE)).isEqualTo(-1);
    assertThat(store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE)).isZero();
    assertThat(store.put(ALICE, record("b@alice", "1"), CommitOp.UPDATE_ALL)).isEqualTo(1);
    assertThat(store.put(BOB, record("a@bob", "1"), CommitOp.UPDATE)).isZero();
    assertThat(store.put(ALICE, record("private:x@alice", "1"), CommitOp.NONE)).isEqualTo(-1);
    assertThat(store.put(ALICE, record("a@alice", "2"), CommitOp.UPDATE_META)).isEqualTo(2);

    reopen();

    assertThat(store.lastCommitId(ALICE)).isEqualTo(2);
    assertThat(store.commitEntries(ALICE, 0, 10))
        .extracting(CommitEntry::id, CommitEntry::key, CommitEntry::op)
        .containsExactly(
            tuple(1L, "b@alice", CommitOp.UPDATE_ALL), tuple(2L, "a@alice", CommitOp.UPDATE_META));
    assertThat(store.commitEntries(ALICE, 2, 10)).hasSize(1);
    assertThat(store.commitEntries(ALICE, 0, 1)).extracting(CommitEntry::id).containsExactly(1L);
  }

  @Test
  void aDeleteIsLoggedWhetherOrNotTheKeyExisted() {
    store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE);

    assertThat(store.delete(ALICE, "a@alice", true)).isEqualTo(1);
    assertThat(store.delete(ALICE, "never@alice", true)).isEqualTo(2);
    assertThat(store.delete(ALICE, "private:a@alice", false)).isEqualTo(-1);

    assertThat(store.get(ALICE, "a@alice")).isNull();
    assertThat(store.commitEntries(ALICE, 0, 10))
        .extracting(CommitEntry::op)
        .containsExactly(CommitOp.DELETE, CommitOp.DELETE);
  }

  @Test
  void anEntryCanBeForgottenWithOrWithoutItsRecord() {
    store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, record("b@alice", "1"), CommitOp.UPDATE);
    store.delete(ALICE, "c@alice", true);

    assertThat(store.put(ALICE, record("a@alice", "2"), CommitOp.FORGET)).isEqualTo(-1);
    assertThat(store.update(ALICE, "c@alice", _ -> new RecordChange.Remove(CommitOp.FORGET)))
        .isEqualTo(-1);
    assertThat(store.put(ALICE, record("new@alice", "1"), CommitOp.FORGET)).isEqualTo(-1);

    assertThat(store.commitEntries(ALICE, 0, 10))
        .extracting(CommitEntry::key)
        .containsExactly("b@alice");
    assertThat(store.lastCommitId(ALICE)).isEqualTo(2);
    assertThat(store.put(ALICE, record("a@alice", "3"), CommitOp.UPDATE)).isEqualTo(3);
  }

  @Test
  void concurrentWritesGetDistinctCommitIdsWithoutGaps() throws Exception {
    List<Callable<Long>> writes = new ArrayList<>();
    IntStream.range(0, 200)
        .forEach(i ->
            writes.add(() -> store.put(ALICE, record("k" + i + "@alice", "v"), CommitOp.UPDATE)));

    List<Long> ids = new ArrayList<>();
    for (Future<Long> outcome : inParallel(writes)) {
      ids.add(outcome.get());
    }

    assertThat(ids).doesNotHaveDuplicates().hasSize(200);
    assertThat(store.lastCommitId(ALICE)).isEqualTo(199);
  }

  @Test
  void expiryRemovesRecordsAndTheirCommitEntriesButNeverReusesAnId() {
    store.put(ALICE, record("stays@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, expiring("goes@alice", Duration.ofSeconds(10)), CommitOp.UPDATE);

    assertThat(store.deleteExpired(clock.instant().plusSeconds(9)).records()).isZero();
    assertThat(store.deleteExpired(clock.instant().plusSeconds(10)).records()).isEqualTo(1);

    assertThat(store.keys(ALICE)).extracting(KeyEntry::key).containsExactly("stays@alice");
    assertThat(store.commitEntries(ALICE, 0, 10)).hasSize(1);
    assertThat(store.lastCommitId(ALICE)).isEqualTo(1);
    assertThat(store.put(ALICE, record("new@alice", "1"), CommitOp.UPDATE)).isEqualTo(2);
  }

  @Test
  void aGreatHeapOfExpiredRecordsGoesInOneRun() throws Exception {
    List<Callable<Long>> writes = new ArrayList<>();
    IntStream.range(0, 1_200)
        .forEach(i ->
            writes.add(() ->
                store.put(
                    ALICE, expiring("k" + i + "@alice", Duration.ofSeconds(1)), CommitOp.NONE)));
    inParallel(writes);

    assertThat(store.deleteExpired(clock.instant().plusSeconds(2)).records()).isEqualTo(1_200);
    assertThat(store.keys(ALICE)).isEmpty();
  }
}
