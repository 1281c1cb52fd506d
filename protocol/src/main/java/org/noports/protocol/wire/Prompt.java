package org.noports.protocol.wire;

/** The prompts of an atServer connection (atprotocol.md 2.2). */
public final class Prompt {
  /** Greeting and prompt of a connection that is not authenticated. */
  public static final String ANONYMOUS = "@";

  private Prompt() {}
}
