package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

class SeenSessionsTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign CAROL = AtSign.of("@carol");

  private Instant now = Instant.parse("2026-11-22T20:00:00Z");
  private final SeenSessions seen = new SeenSessions((InstantSource) () -> now, 3);

  private static SessionId session() {
    return SessionId.random(new SecureRandom());
  }

  @Test
  void anIdIsUsedOnceForADay() {
    SessionId id = session();
    assertThat(seen.firstUse(ALICE, id)).isTrue();
    assertThat(seen.firstUse(ALICE, id)).isFalse();
    now = now.plus(SeenSessions.MEMORY);
    assertThat(seen.firstUse(ALICE, id)).isFalse();
    now = now.plusMillis(1);
    assertThat(seen.firstUse(ALICE, id)).isTrue();
  }

  @Test
  void theCaseOfAnIdMakesNoNewOne() {
    SessionId id = SessionId.of("6f1c2a3b-0d4e-4f5a-8b9c-1d2e3f4a5b6c");
    assertThat(seen.firstUse(ALICE, id)).isTrue();
    assertThat(seen.firstUse(ALICE, SessionId.of("6F1C2A3B-0D4E-4F5A-8B9C-1D2E3F4A5B6C")))
        .isFalse();
  }

  @Test
  void nobodyCanUseUpTheIdOfAnother() {
    SessionId id = session();
    assertThat(seen.firstUse(CAROL, id)).isTrue();
    assertThat(seen.firstUse(ALICE, id)).isTrue();
  }

  @Test
  void theMemoryIsBoundedAndForgetsTheOldestFirst() {
    SessionId oldest = session();
    SessionId next = session();
    seen.firstUse(ALICE, oldest);
    seen.firstUse(ALICE, next);
    seen.firstUse(ALICE, session());
    seen.firstUse(ALICE, session());
    assertThat(seen.firstUse(ALICE, next)).isFalse();
    assertThat(seen.firstUse(ALICE, oldest)).isTrue();
  }
}
