package org.noports.atserver.peer;

/**
 * Text of a stranger as it may stand in a log or a message: one line, short, no control characters.
 */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  static String text(String foreign) {
    String cut = foreign.length() > LONGEST ? foreign.substring(0, LONGEST) + "..." : foreign;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
