package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tenants, and the life of a store itself. */
class TenantStorageTest extends EveryEngine {
  @Test
  void aTenantIsAddedOnceAndNeverOnThePortOfAnother() throws Exception {
    assertThat(store.addTenant(new Tenant(ALICE, 25_009, clock.instant()))).isFalse();
    assertThat(store.addTenant(new Tenant(COLIN, 25_001, clock.instant()))).isFalse();
    assertThat(store.addTenant(new Tenant(COLIN, 25_002, clock.instant()))).isTrue();

    reopen();

    assertThat(store.tenants()).extracting(Tenant::atSign).containsExactly(ALICE, BOB, COLIN);
    assertThat(store.tenants()).extracting(Tenant::port).containsExactly(25_000, 25_001, 25_002);
  }

  @Test
  void whatATenantKeepsIsCountedWithItsBytes() {
    assertThat(store.usage(ALICE)).isEqualTo(TenantUsage.NONE);
    store.put(ALICE, record("a.ns@alice", "\u00e9".repeat(500)), CommitOp.UPDATE);
    store.put(ALICE, record("b.ns@alice", "2"), CommitOp.UPDATE);
    store.saveNotification(ALICE, Notifications.sent("n1", ALICE, BOB, clock.instant()));

    TenantUsage usage = store.usage(ALICE);

    assertThat(usage.rows()).isEqualTo(3);
    assertThat(usage.bytes()).isBetween(1_000L, 3_000L);
    assertThat(store.usage(BOB)).isEqualTo(TenantUsage.NONE);
  }

  @Test
  void aRemovedTenantTakesEverythingWithIt() {
    store.put(ALICE, record("a.ns@alice", "1"), CommitOp.UPDATE);
    store.saveNotification(ALICE, Notifications.sent("n1", ALICE, BOB, clock.instant()));

    assertThat(store.removeTenant(ALICE)).isTrue();
    assertThat(store.removeTenant(ALICE)).isFalse();
    assertThat(store.get(ALICE, "a.ns@alice")).isNull();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));

    assertThat(store.get(ALICE, "a.ns@alice")).isNull();
    assertThat(store.keys(ALICE)).isEmpty();
    assertThat(store.lastCommitId(ALICE)).isEqualTo(-1);
    assertThat(store.notification(ALICE, "n1")).isNull();
  }

  @Test
  void nothingIsWrittenForAnAtSignThatIsNotServed() {
    assertThatThrownBy(() -> store.put(COLIN, record("a@colin", "1"), CommitOp.NONE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("@colin");
    assertThat(store.get(COLIN, "a@colin")).isNull();
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    assertThatThrownBy(() -> store.put(ALICE, record("a@alice", "1"), CommitOp.NONE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.get(ALICE, "a@alice"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }
}
