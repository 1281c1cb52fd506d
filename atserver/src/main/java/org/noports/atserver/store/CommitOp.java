package org.noports.atserver.store;

/** What a change writes to the commit log (atprotocol.md 5.5), or that it writes nothing. */
public enum CommitOp {
  /** A new or changed value. */
  UPDATE("+"),
  /** Metadata alone. */
  UPDATE_META("#"),
  /** Value and metadata together. */
  UPDATE_ALL("*"),
  DELETE("-"),
  /** Not logged; the answer is commit id -1. */
  NONE(""),
  /** Not logged, and the entry the key has goes. */
  FORGET("");

  private final String symbol;

  CommitOp(String symbol) {
    this.symbol = symbol;
  }

  /** The sign that stands for it in the answer of {@code sync}. */
  public String symbol() {
    return symbol;
  }
}
