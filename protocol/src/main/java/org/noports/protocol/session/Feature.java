package org.noports.protocol.session;

/** The feature flags of a ping answer (sessions.md 1.3, 8.3). */
public enum Feature {
  SR_AUTH("srAuth", "authenticate to the socket rendezvous");

  private final String flag;
  private final String lack;

  Feature(String flag, String lack) {
    this.flag = flag;
    this.lack = lack;
  }

  public String flag() {
    return flag;
  }

  /** What a daemon without it does not do, for the user. */
  public String lack() {
    return lack;
  }
}
