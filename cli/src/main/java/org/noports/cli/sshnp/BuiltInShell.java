package org.noports.cli.sshnp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.noports.cli.output.Signals;
import org.noports.cli.output.Terminal;

/**
 * The device's shell (cli.md 2.3): at a terminal with a terminal of its own, every key passed on as
 * it is, Ctrl-C included; otherwise between stdin and stdout. For one thread.
 */
final class BuiltInShell {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What ssh says when the connection broke instead of the shell ending. */
  private static final int BROKEN = 255;

  private final Terminal terminal;
  private final ClientSession session;

  BuiltInShell(Terminal terminal, ClientSession session) {
    this.terminal = terminal;
    this.session = session;
  }

  /** The exit code of the shell. */
  int run() throws IOException {
    if (!terminal.inIsTerminal()) {
      ChannelShell shell = session.createShellChannel();
      shell.setUsePty(false);
      return carry(shell);
    }
    try (RawTerminal raw = RawTerminal.enter()) {
      RawTerminal.Size size = raw.size();
      PtyChannelConfiguration pty = new PtyChannelConfiguration();
      String kind = terminal.variable("TERM");
      pty.setPtyType(kind == null ? "xterm" : kind);
      pty.setPtyColumns(size.columns());
      pty.setPtyLines(size.lines());
      ChannelShell shell = session.createShellChannel(pty, Map.of());
      shell.setUsePty(true);
      Signals.handle("WINCH", () -> resized(shell, raw));
      return carry(shell);
    }
  }

  private int carry(ChannelShell shell) throws IOException {
    try (shell) {
      shell.setIn(terminal.in());
      shell.setOut(new Unclosed(terminal.out()));
      shell.setErr(new Unclosed(terminal.err()));
      shell.open().verify(LIMIT);
      shell.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), 0L);
      Integer status = shell.getExitStatus();
      return status == null ? BROKEN : status;
    }
  }

  private static void resized(ChannelShell shell, RawTerminal raw) {
    RawTerminal.Size size = raw.size();
    try {
      shell.sendWindowChange(size.columns(), size.lines());
    } catch (IOException e) {
      System.getLogger(BuiltInShell.class.getName())
          .log(System.Logger.Level.DEBUG, "The new window size was not told", e);
    }
  }

  /** The program's own streams outlive the shell. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(PrintStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      out.flush();
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
