package org.noports.atserver.store;

/** What a conditional update decided to do with a record. */
public sealed interface RecordChange {

  /** Writes the record, whose key must be the one the decision was asked for. */
  record Put(StoredRecord record, CommitOp op) implements RecordChange {}

  /** Removes the record, if there is one. */
  record Remove(CommitOp op) implements RecordChange {
    public Remove(boolean logged) {
      this(logged ? CommitOp.DELETE : CommitOp.NONE);
    }
  }

  /** Leaves everything as it is; the commit id of the answer is -1. */
  record Keep() implements RecordChange {}
}
