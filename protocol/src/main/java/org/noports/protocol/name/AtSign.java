package org.noports.protocol.name;

/** A normalised atSign with its leading {@code @} (atprotocol.md 1.3, atclient.md 9.1). */
public record AtSign(String text) implements Comparable<AtSign> {
  /**
   * Normalises: trims, lower-cases, adds the {@code @}, drops dots; throws when it is not valid.
   */
  public static AtSign of(String raw) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The name without its {@code @}, as the atDirectory wants it. */
  public String bare() {
    return text.substring(1);
  }

  @Override
  public int compareTo(AtSign other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
