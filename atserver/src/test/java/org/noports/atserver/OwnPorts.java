package org.noports.atserver;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A row of ports for the servers of this JVM that take theirs again after they were away: none of
 * those that the system gives to connections, from 32,768 on, or that {@code private-postgres}
 * chooses from, and none of another JVM that runs tests beside this one. Thread-safe.
 */
public final class OwnPorts {
  private static final int BEGIN = 20_000;
  private static final int ROW = 100;
  private static final int ROWS = 60;

  /** Holds the row's first port, and with it the row, as long as this JVM lives. */
  private static final ServerSocket GUARD = guard();

  private OwnPorts() {}

  private static ServerSocket guard() {
    int start = (int) (ProcessHandle.current().pid() % ROWS);
    for (int i = 0; i < ROWS; i++) {
      int port = BEGIN + (start + i) % ROWS * ROW;
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // Somebody has it: the next one.
      } catch (IOException e) {
        throw new AssertionError("no row of ports", e);
      }
    }
    throw new AssertionError("all rows of ports are taken");
  }

  /** The first of the row's 99 ports. */
  public static int first() {
    return GUARD.getLocalPort() + 1;
  }
}
