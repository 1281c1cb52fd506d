package org.noports.protocol.vectors;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.noports.protocol.ProtocolException;

/** Seeded damage to texts: whatever a parser is given, it may throw nothing but its own error. */
public final class Mutations {
  private static final String SPICE = "\0\n\r\"\\{}[]:,.@-+=/* \u007f\u00e9\ud83d\ude00\ud800e9";
  private static final int MAX_CHANGES = 4;

  private Mutations() {}

  /** Gives each text {@code rounds} differently damaged copies of itself to the parser. */
  public static void survive(long seed, int rounds, List<String> texts, Consumer<String> parser) {
    Random random = new Random(seed);
    for (String text : texts) {
      for (int i = 0; i < rounds; i++) {
        String damaged = damage(text, random);
        try {
          parser.accept(damaged);
        } catch (ProtocolException expected) {
          // The one allowed way to refuse.
        } catch (RuntimeException | StackOverflowError e) {
          fail("seed " + seed + ", round " + i + ": " + damaged, e);
        }
      }
    }
  }

  private static String damage(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    int changes = 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(out.length() + 1);
      int end = Math.min(out.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(5)) {
        case 0 -> out.delete(at, end);
        case 1 -> out.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 2 -> out.replace(at, end, String.valueOf((char) random.nextInt(0x10000)));
        case 3 -> out.insert(random.nextInt(out.length() + 1), out.substring(at, end));
        default -> out.setLength(at);
      }
    }
    return out.toString();
  }
}
