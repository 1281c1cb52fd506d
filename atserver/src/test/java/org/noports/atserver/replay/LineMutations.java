package org.noports.atserver.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes odd lines of recorded ones: the same for the same seed. Used by one thread. */
final class LineMutations {
  private static final List<String> STRANGE =
      List.of(
          " ",
          "  ",
          ":",
          "::",
          "@",
          "@@",
          "@bob",
          "@nobody12",
          "null",
          "-1",
          "0",
          "é",
          "🛠",
          "\u2028",
          "\u0085",
          "\u0000",
          "\t",
          "%",
          "\\",
          "\"",
          "{",
          "}",
          "[",
          "*",
          "data:",
          "error:",
          ":ttl:1",
          ":ttl:99999999999999999999",
          ":isEncrypted:true",
          "public:",
          "cached:",
          "x".repeat(300),
          "🛠".repeat(60),
          "\uFE0F",
          "'",
          ",",
          "=");

  private final Random random;

  LineMutations(long seed) {
    random = new Random(seed);
  }

  /** One to three changes. */
  String of(String line) {
    String changed = line;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      changed = changedOnce(changed);
    }
    return changed.replace('\n', ' ');
  }

  private String changedOnce(String line) {
    return switch (random.nextInt(9)) {
      case 0 -> random.nextBoolean() ? line.toUpperCase(Locale.ROOT) : capitals(line);
      case 1 -> inserted(line, STRANGE.get(random.nextInt(STRANGE.size())));
      case 2 -> withoutAPart(line);
      case 3 -> withAPartTwice(line);
      case 4 -> withPartsSwapped(line);
      case 5 -> line.substring(0, random.nextInt(line.length() + 1));
      case 6 -> line.replace("@alice", random.nextBoolean() ? "@bob" : "@rv");
      case 7 -> line.replace("@bob", random.nextBoolean() ? "@alice" : "@nobody12");
      default -> replacedCharacter(line);
    };
  }

  private String capitals(String line) {
    StringBuilder out = new StringBuilder(line);
    for (int i = 0; i < line.length(); i++) {
      if (random.nextBoolean()) {
        out.setCharAt(i, Character.toUpperCase(line.charAt(i)));
      }
    }
    return out.toString();
  }

  private String inserted(String line, String text) {
    int at = random.nextInt(line.length() + 1);
    return line.substring(0, at) + text + line.substring(at);
  }

  private String replacedCharacter(String line) {
    if (line.isEmpty()) {
      return line;
    }
    int at = random.nextInt(line.length());
    return line.substring(0, at) + (char) (' ' + random.nextInt(95)) + line.substring(at + 1);
  }

  private List<String> parts(String line) {
    return new ArrayList<>(List.of(line.split(":", -1)));
  }

  private String withoutAPart(String line) {
    List<String> parts = parts(line);
    parts.remove(random.nextInt(parts.size()));
    return String.join(":", parts);
  }

  private String withAPartTwice(String line) {
    List<String> parts = parts(line);
    parts.add(random.nextInt(parts.size()), parts.get(random.nextInt(parts.size())));
    return String.join(":", parts);
  }

  private String withPartsSwapped(String line) {
    List<String> parts = parts(line);
    int first = random.nextInt(parts.size());
    int second = random.nextInt(parts.size());
    String kept = parts.get(first);
    parts.set(first, parts.get(second));
    parts.set(second, kept);
    return String.join(":", parts);
  }
}
