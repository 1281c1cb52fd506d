package org.noports.protocol.metadata;

import java.util.EnumSet;

/**
 * Reads the {@code :name:value} pairs of a verb (atprotocol.md 3.2): every pair of the newest
 * grammar in any order, names without regard to case. Pure.
 */
public final class MetadataParser {
  private MetadataParser() {}

  /**
   * What was read.
   *
   * @param end where the first text stands that is no such pair
   */
  public record Parsed(Metadata metadata, int end) {}

  /**
   * Reads pairs from {@code start}, which is at a colon, as far as they go. A pair counts only when
   * its value has the form of that name and a colon or the end follows; what remains is the
   * caller's to judge: a pair given twice is left over there.
   */
  public static Parsed parse(String line, int start) {
    Metadata.Builder metadata = Metadata.builder();
    int end = start;
    EnumSet<MetadataPair> seen = EnumSet.noneOf(MetadataPair.class);
    while (end < line.length() && line.charAt(end) == ':') {
      MetadataPair pair = MetadataPair.at(line, end + 1);
      if (pair == null) {
        break;
      }
      int value = end + pair.wireName().length() + 2;
      int valueEnd = pair.valueEnd(line, value);
      boolean delimited =
          valueEnd > value && (valueEnd == line.length() || line.charAt(valueEnd) == ':');
      if (!delimited || !seen.add(pair)) {
        break;
      }
      pair.set(metadata, line.substring(value, valueEnd));
      end = valueEnd;
    }
    return new Parsed(metadata.build(), end);
  }
}
