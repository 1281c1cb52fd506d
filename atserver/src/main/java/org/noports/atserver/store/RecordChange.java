package org.noports.atserver.store;

/** What a conditional update decided to do with a record. */
public sealed interface RecordChange {

  /** Writes the record, whose key must be the one the decision was asked for. */
  record Put(StoredRecord record, CommitOp op) implements RecordChange {}

  /** Removes the record, if there is one, and logs a delete when told so. */
  record Remove(boolean logged) implements RecordChange {}

  /** Leaves everything as it is; the commit id of the answer is -1. */
  record Keep() implements RecordChange {}
}
