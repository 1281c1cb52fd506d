package org.noports.protocol.verb;

/** What a look-up answers: the value, the metadata, or both with the key. */
public enum Mode {
  VALUE(""),
  META("meta:"),
  ALL("all:");

  private final String prefix;

  Mode(String prefix) {
    this.prefix = prefix;
  }

  /** The word and colon that stand in the command; nothing for the value. */
  String prefix() {
    return prefix;
  }
}
