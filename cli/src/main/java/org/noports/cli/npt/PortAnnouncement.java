package org.noports.cli.npt;

import java.util.List;
import org.noports.cli.output.Terminal;

/** Who is told which ports the sessions listen on, besides the progress lines. */
enum PortAnnouncement {
  /** Nobody: the progress line says it. */
  NONE {
    @Override
    void listening(Terminal terminal, List<Integer> ports) {}
  },
  /**
   * The process that waits for this one to have a port (cli.md 1.2): stdout is a pipe to it.
   * Closing it tells that nothing more comes; whoever captured the parent's output is not kept
   * waiting.
   */
  PARENT {
    @Override
    void listening(Terminal terminal, List<Integer> ports) {
      ports.forEach(terminal.out()::println);
      terminal.out().close();
    }
  };

  abstract void listening(Terminal terminal, List<Integer> ports);
}
