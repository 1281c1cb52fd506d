package org.noports.protocol.verb;

/** One command of the verb grammar. */
public interface Command {
  /** The line to send, in the oldest grammar that carries it, without the line feed. */
  String line();
}
