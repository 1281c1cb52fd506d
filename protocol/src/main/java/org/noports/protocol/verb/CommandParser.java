package org.noports.protocol.verb;

/** Reads one command line. */
public final class CommandParser {
  private CommandParser() {}

  /**
   * Reads a line without its line feed; ProtocolException with the code and text a server answers.
   */
  public static Command parse(String line) {
    throw new UnsupportedOperationException("not built yet");
  }
}
