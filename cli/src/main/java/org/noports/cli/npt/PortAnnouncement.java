package org.noports.cli.npt;

import org.noports.cli.output.Terminal;

/** Who is told which port the session listens on, besides the progress lines. */
enum PortAnnouncement {
  /** Nobody: the progress line says it. */
  NONE {
    @Override
    void listening(Terminal terminal, int port) {}
  },
  /**
   * The process that waits for this one to have a port (cli.md 1.2): stdout is a pipe to it.
   * Closing it tells that nothing more comes; whoever captured the parent's output is not kept
   * waiting.
   */
  PARENT {
    @Override
    void listening(Terminal terminal, int port) {
      terminal.out().println(port);
      terminal.out().close();
    }
  };

  abstract void listening(Terminal terminal, int port);
}
