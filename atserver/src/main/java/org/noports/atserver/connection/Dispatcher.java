package org.noports.atserver.connection;

/** Carries out one command line of a connection. Called on the connection's own thread. */
@FunctionalInterface
public interface Dispatcher {
  /**
   * The answer; a refusal is thrown as {@link Refusal} or {@link
   * org.noports.protocol.ProtocolException}.
   *
   * @param line a trimmed, non-empty line of valid UTF-8 without its line feed
   */
  Answer answer(String line, Session session) throws InterruptedException;
}
