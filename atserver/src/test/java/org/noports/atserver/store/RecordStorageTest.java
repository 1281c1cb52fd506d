package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Records: what is read is what was written, and a conditional update is one step. */
class RecordStorageTest extends EveryEngine {
  @Test
  void aRecordComesBackWithEveryMemberOfItsMetadata() throws Exception {
    Instant now = clock.instant();
    RecordMetadata all =
        RecordMetadata.builder(now)
            .createdBy("@alice")
            .updatedBy("@alice")
            .updatedAt(now.plusMillis(5))
            .availableAt(now.plusMillis(7))
            .expiresAt(now.plusSeconds(60))
            .refreshAt(now.plusSeconds(30))
            .status("active")
            .version(3)
            .ttl(60_000L)
            .ttb(7L)
            .ttr(-1L)
            .ccd(true)
            .isBinary(true)
            .isEncrypted(true)
            .dataSignature("sig")
            .sharedKeyStatus("shared")
            .sharedKeyEnc("enc==")
            .pubKeyCS("cs")
            .encoding("base64")
            .encKeyName("k1")
            .encAlgo("AES")
            .ivNonce("iv==")
            .skeEncKeyName("k2")
            .skeEncAlgo("RSA")
            .pubKeyHash("hash")
            .hashingAlgo("sha512")
            .immutable(true)
            .appMetadata("e30=")
            .build();
    StoredRecord stored = new StoredRecord("@bob:phone.ns@alice", "\"ü🛠\t\\ value ", all);

    store.put(ALICE, stored, CommitOp.UPDATE_ALL);
    assertThat(store.get(ALICE, stored.key())).isEqualTo(stored);
    reopen();

    assertThat(store.get(ALICE, stored.key())).isEqualTo(stored);
    assertThat(store.get(BOB, stored.key())).isNull();
  }

  @Test
  void keysAreListedInOrderWithTheirTimesAndByPrefix() {
    store.put(ALICE, record("public:b@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, record("@bob:z.ns@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, record("@bob🛠:z.ns@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, expiring("public:a@alice", Duration.ofSeconds(1)), CommitOp.UPDATE);

    assertThat(store.keys(ALICE))
        .extracting(KeyEntry::key)
        .containsExactly(
            "@bob:z.ns@alice", "@bob🛠:z.ns@alice", "public:a@alice", "public:b@alice");
    assertThat(store.keys(ALICE, "@bob:"))
        .extracting(KeyEntry::key)
        .containsExactly("@bob:z.ns@alice");
    KeyEntry dying = store.keys(ALICE, "public:a").getFirst();
    assertThat(dying.aliveAt(clock.instant())).isTrue();
    assertThat(dying.aliveAt(clock.instant().plusSeconds(1))).isFalse();
  }

  @Test
  void aConditionalUpdateSeesTheRecordAndMayKeepReplaceOrRemoveIt() {
    long created =
        store.update(
            ALICE,
            "a@alice",
            current -> {
              assertThat(current).isNull();
              return new RecordChange.Put(record("a@alice", "1"), CommitOp.UPDATE);
            });
    long kept =
        store.update(
            ALICE,
            "a@alice",
            current -> {
              assertThat(current).extracting(StoredRecord::value).isEqualTo("1");
              return new RecordChange.Keep();
            });
    long removed = store.update(ALICE, "a@alice", current -> new RecordChange.Remove(true));

    assertThat(created).isZero();
    assertThat(kept).isEqualTo(-1);
    assertThat(removed).isEqualTo(1);
    assertThat(store.get(ALICE, "a@alice")).isNull();
  }

  @Test
  void aRefusedUpdateThrowsToItsCallerAndHarmsNobodyElse() throws Exception {
    store.put(ALICE, record("m@alice", "first"), CommitOp.UPDATE);
    List<Callable<Long>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String key = "k" + i + "@alice";
      writes.add(() -> store.put(ALICE, record(key, "v"), CommitOp.UPDATE));
      writes.add(() ->
          store.update(
              ALICE,
              "m@alice",
              current -> {
                throw new IllegalStateException("immutable");
              }));
    }

    List<Future<Long>> outcomes = inParallel(writes);

    for (int i = 0; i < outcomes.size(); i++) {
      Future<Long> outcome = outcomes.get(i);
      if (i % 2 == 0) {
        assertThat(outcome.get()).isNotNegative();
      } else {
        assertThatThrownBy(outcome::get).hasRootCauseMessage("immutable");
      }
    }
    assertThat(store.get(ALICE, "m@alice")).extracting(StoredRecord::value).isEqualTo("first");
    assertThat(store.keys(ALICE)).hasSize(51);
  }

  @Test
  void anUpdateThatWritesAnotherKeyThanItAskedForIsRefused() {
    assertThatThrownBy(() ->
            store.update(
                ALICE,
                "a@alice",
                current -> new RecordChange.Put(record("b@alice", "1"), CommitOp.UPDATE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.keys(ALICE)).isEmpty();
  }

  @Test
  void ofManyWhoPutAnImmutableKeyAtOnceExactlyOneWins() throws Exception {
    List<Callable<Long>> claims = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String claimant = "claimant " + i;
      claims.add(() ->
          store.update(
              ALICE,
              "mutex.ns@alice",
              current ->
                  current == null
                      ? new RecordChange.Put(record("mutex.ns@alice", claimant), CommitOp.UPDATE)
                      : new RecordChange.Keep()));
    }

    List<Future<Long>> outcomes = inParallel(claims);

    int winners = 0;
    for (Future<Long> outcome : outcomes) {
      winners += outcome.get() >= 0 ? 1 : 0;
    }
    assertThat(winners).isEqualTo(1);
    assertThat(store.lastCommitId(ALICE)).isZero();
  }
}
