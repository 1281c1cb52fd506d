package org.noports.protocol.wire;

import org.noports.protocol.name.AtSign;

/** The prompts of an atServer connection (atprotocol.md 2.2). */
public final class Prompt {
  /** Greeting and prompt of a connection that is not authenticated. */
  public static final String ANONYMOUS = "@";

  private Prompt() {}

  /** The prompt of a connection that speaks for that atSign. */
  public static String of(AtSign atSign) {
    return atSign.text() + "@";
  }
}
