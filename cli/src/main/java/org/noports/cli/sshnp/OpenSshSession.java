package org.noports.cli.sshnp;

import java.io.IOException;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.SshCommand;

/** The machine's own ssh with the terminal of the user, whose keys it reads itself. */
record OpenSshSession(Terminal terminal, SshCommand command) implements UserSession {
  @Override
  public int run(int port, String user) throws InterruptedException {
    Process ssh;
    try {
      ssh = new ProcessBuilder(command.userSession(port, user)).inheritIO().start();
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot start ssh, which is not on the PATH or no program: install OpenSSH's client, use --ssh-client builtin, or print the command with -x",
          e);
    }
    terminal.stop().closes(ssh::destroy);
    return ssh.waitFor();
  }
}
