package org.noports.relay;

/** Decides whether a line proves one side of one session. Thread-safe. */
@FunctionalInterface
interface SideCheck {
  /** The line without its line feed. Never throws on garbage. */
  boolean accepts(byte[] line);
}
