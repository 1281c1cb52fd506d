package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.noports.protocol.ProtocolException;

/**
 * Recorded lines, changed at random: whatever comes is read or refused, and nothing else happens.
 */
class CommandMutationTest {
  private static final long SEED = 42;
  private static final int ROUNDS = 150_000;
  private static final int LONGEST_SEED = 600;
  private static final String ALPHABET =
      ":@ {}[]\",.-_0189azAZ=\t\r\u0000\u007f\u0130\u2028\u2400\uD83D\uDEE0\uFFFF";

  @Test
  void mutatedLinesAreReadOrRefused() {
    List<String> seeds = seeds();
    Random random = new Random(SEED);
    int parsed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String line = seeds.get(random.nextInt(seeds.size()));
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        line = mutate(line, seeds, random);
      }
      if (readsAndKeepsItsMeaning(line)) {
        parsed++;
      }
    }
    assertThat(parsed).isBetween(ROUNDS / 20, ROUNDS);
  }

  /**
   * What was read, written and read again is the same command. Compared by hand: an assertion
   * object a line would take most of the time.
   */
  private static boolean readsAndKeepsItsMeaning(String line) {
    Command command;
    try {
      command = CommandParser.parse(line);
    } catch (ProtocolException e) {
      String message = e.getMessage();
      if (message == null || message.isBlank() || message.indexOf('\n') >= 0) {
        throw new AssertionError("no proper message for " + line, e);
      }
      return false;
    }
    String written = command.line();
    if (written.indexOf('\n') >= 0 || !CommandParser.parse(written).equals(command)) {
      throw new AssertionError("changed its meaning: " + line + " -> " + written);
    }
    return true;
  }

  private static List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    for (CommandRecordingsTest.Exchange exchange : CommandRecordingsTest.verbs()) {
      seeds.add(exchange.line());
    }
    seeds.addAll(CommandRecordingsTest.sessionLines());
    seeds.replaceAll(line -> line.substring(0, Math.min(line.length(), LONGEST_SEED)));
    return seeds;
  }

  private static String mutate(String line, List<String> seeds, Random random) {
    int at = random.nextInt(line.length() + 1);
    int end = Math.min(line.length(), at + 1 + random.nextInt(8));
    return switch (random.nextInt(6)) {
      case 0 -> line.substring(0, at) + character(random) + line.substring(at);
      case 1 -> line.substring(0, at) + line.substring(end);
      case 2 -> line.substring(0, at) + character(random) + line.substring(end);
      case 3 -> line.substring(0, end) + line.substring(at);
      case 4 -> {
        String other = seeds.get(random.nextInt(seeds.size()));
        yield line.substring(0, at) + other.substring(random.nextInt(other.length() + 1));
      }
      default -> {
        int colon = line.indexOf(':', at);
        yield colon < 0 ? line : line.substring(0, colon) + ":ttl:5" + line.substring(colon);
      }
    };
  }

  private static char character(Random random) {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }
}
