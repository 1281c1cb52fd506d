package org.noports.cli.sshnp;

/** The user's ssh in an open tunnel (cli.md 2.3). For one thread and one use. */
@FunctionalInterface
interface UserSession {
  /** Finds out what would fail, before anybody is asked for a session. */
  default void prepare() {}

  /**
   * Runs it to its end.
   *
   * @param port of this machine that leads to the device's sshd
   * @return its exit code
   */
  int run(int port, String user) throws InterruptedException;
}
