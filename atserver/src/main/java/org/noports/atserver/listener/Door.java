package org.noports.atserver.listener;

import java.io.IOException;
import java.net.Socket;

/** What becomes of an accepted connection. Called by the listener's thread; never waits. */
@FunctionalInterface
public interface Door {
  void admit(Socket accepted) throws IOException;
}
