package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtrStreamTest {
  private final AesKey key = AesKey.of(new byte[32]);
  private final Iv iv = Iv.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theKeyStreamDoesNotDependOnChunks(long seed) {
    Random random = new Random(seed);
    byte[] plain = new byte[300_000];
    random.nextBytes(plain);
    byte[] expected = new byte[plain.length];
    new CtrStream(key, iv).apply(plain, 0, plain.length, expected, 0);

    byte[] inPlace = plain.clone();
    byte[] copied = new byte[plain.length];
    CtrStream first = new CtrStream(key, iv);
    CtrStream second = new CtrStream(key, iv);
    int at = 0;
    while (at < plain.length) {
      int chunk = Math.min(plain.length - at, random.nextInt(random.nextBoolean() ? 40 : 40_000));
      first.apply(inPlace, at, chunk);
      second.apply(plain, at, chunk, copied, at);
      at += chunk;
    }
    assertThat(inPlace).isEqualTo(expected);
    assertThat(copied).isEqualTo(expected);
  }

  @Test
  void onlyTheGivenBytesChange() {
    byte[] buffer = new byte[64];
    new CtrStream(key, iv).apply(buffer, 16, 32);
    assertThat(Arrays.copyOf(buffer, 16)).isEqualTo(new byte[16]);
    assertThat(Arrays.copyOfRange(buffer, 48, 64)).isEqualTo(new byte[16]);
    assertThat(Arrays.copyOfRange(buffer, 16, 48)).isNotEqualTo(new byte[32]);
    new CtrStream(key, iv).apply(buffer, 16, 0);
  }
}
