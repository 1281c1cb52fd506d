package org.noports.protocol.verb;

/** {@code info[:brief|:mtls|:mtlsbrief]} (atprotocol.md 3.3.4). */
@SuppressWarnings("AvoidCommonTypeNames") // Named after the verb.
public record Info(Kind kind) implements Command {
  /** What is asked for. */
  public enum Kind {
    WORDS(""),
    BRIEF(":brief"),
    MTLS(":mtls"),
    MTLS_BRIEF(":mtlsbrief");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }

    String suffix() {
      return suffix;
    }
  }

  @Override
  public String line() {
    return "info" + kind.suffix();
  }
}
