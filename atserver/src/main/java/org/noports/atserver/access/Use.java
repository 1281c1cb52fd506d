package org.noports.atserver.access;

/** What a command does with a key, as far as rights are concerned (atprotocol.md 5.3). */
public enum Use {
  LOOKUP("lookup", Right.READ),
  LOCAL_LOOKUP("llookup", Right.READ),
  SCAN("scan", Right.READ),
  SYNC("sync", Right.READ),
  MONITOR("monitor", Right.READ),
  NOTIFY_FETCH("fetch", Right.READ),
  NOTIFY_STATUS("status", Right.READ),
  NOTIFY_LIST("list", Right.READ),
  UPDATE("update", Right.READ_WRITE),
  DELETE("delete", Right.READ_WRITE),
  NOTIFY("notify", Right.READ_WRITE),
  NOTIFY_REMOVE("remove", Right.READ_WRITE);

  private final String text;
  private final Right needs;

  Use(String text, Right needs) {
    this.text = text;
    this.needs = needs;
  }

  /** The word of the refusal. */
  public String text() {
    return text;
  }

  Right needs() {
    return needs;
  }
}
