package org.noports.atserver.hostile;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.wire.LineBuffer;

/**
 * What a stranger's bytes become before any verb sees them: lines are cut and read or refused with
 * one line, and what was read keeps its meaning when it is written and read again. Called by Jazzer
 * in a process of its own.
 */
public final class FuzzedLines {
  private static final int LONGEST_LINE = 300;

  private FuzzedLines() {}

  /** The first byte says how the rest is cut into reads. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int first = 1 + (input[0] & 0xff) * (input.length - 1) / 256;
    LineBuffer lines = new LineBuffer(LONGEST_LINE);
    lines.add(input, 1, first - 1);
    if (readAll(lines)) {
      lines.add(input, first, input.length - first);
      lines.add(new byte[] {'\n'}, 0, 1);
      readAll(lines);
    }
  }

  /** False when the connection would be closed. */
  private static boolean readAll(LineBuffer lines) {
    while (true) {
      try {
        String line = lines.next();
        if (line == null) {
          return true;
        }
        readAndWrite(line.strip());
      } catch (ProtocolException e) {
        requireProper(e);
        if (e.code() == ErrorCode.AT0005) {
          return false;
        }
      }
    }
  }

  private static void readAndWrite(String line) {
    Command command = CommandParser.parse(line);
    String written = command.line();
    try {
      if (written.indexOf('\n') >= 0 || !CommandParser.parse(written).equals(command)) {
        throw new AssertionError("changed its meaning: " + line + " -> " + written);
      }
    } catch (ProtocolException e) {
      throw new AssertionError("is not read again: " + line + " -> " + written, e);
    }
  }

  private static void requireProper(ProtocolException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank() || message.indexOf('\n') >= 0) {
      throw new AssertionError("no proper message", e);
    }
  }
}
