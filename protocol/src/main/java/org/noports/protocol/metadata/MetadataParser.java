package org.noports.protocol.metadata;

import org.noports.protocol.ProtocolException;

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
   * caller's to judge. A pair given twice is an error.
   */
  public static Parsed parse(String line, int start) throws ProtocolException {
    Metadata.Builder metadata = Metadata.builder();
    int end = start;
    int seen = 0;
    while (end < line.length() && line.charAt(end) == ':') {
      MetadataPair pair = MetadataPair.at(line, end + 1);
      if (pair == null) {
        break;
      }
      int value = end + pair.wireName().length() + 2;
      int valueEnd = pair.valueEnd(line, value);
      boolean delimited =
          valueEnd > value && (valueEnd == line.length() || line.charAt(valueEnd) == ':');
      if (!delimited || (seen & 1 << pair.ordinal()) != 0) {
        break;
      }
      pair.set(metadata, line.substring(value, valueEnd));
      seen |= 1 << pair.ordinal();
      end = valueEnd;
    }
    return new Parsed(metadata.build(), end);
  }
}
