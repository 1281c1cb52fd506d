package org.noports.atserver.nodes;

import java.io.IOException;
import java.nio.file.Path;
import org.noports.atserver.AtServerHost;

/** One machine as a process of its own: serves until its standard input ends or it is killed. */
final class NodeProgram {
  private NodeProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (AtServerHost _ =
        AtServerHost.start(
            SharedDatabase.config(
                Path.of(arguments[0]),
                arguments[1],
                arguments[2],
                Integer.parseInt(arguments[3])))) {
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Nothing is said to it.
      }
    }
  }
}
