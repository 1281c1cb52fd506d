package org.noports.protocol.verb;

/** {@code cram:<digest>} (atprotocol.md 7.1). */
public record Cram(String digest) implements Command {
  public Cram {
    OneLine.require(digest);
  }

  @Override
  public String line() {
    return "cram:" + digest;
  }

  /** Without the digest, which logs a client in while its challenge lives. */
  @Override
  public String toString() {
    return "Cram[...]";
  }
}
