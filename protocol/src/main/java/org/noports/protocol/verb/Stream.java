package org.noports.protocol.verb;

/**
 * {@code stream:...}: file transfer of old clients, which no server of ours offers (atprotocol.md
 * 3.10).
 *
 * @param raw what stands after {@code stream:}
 */
@SuppressWarnings("AvoidCommonTypeNames") // Named after the verb.
public record Stream(String raw) implements Command {
  public Stream {
    OneLine.require(raw);
  }

  @Override
  public String line() {
    return "stream:" + raw;
  }
}
