package org.noports.atserver.store.sql;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.StoredRecord;

/** Carries what a decision threw past the handling of storage failures. */
public final class DecisionFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RuntimeException thrown;

  private DecisionFailed(RuntimeException thrown) {
    super(thrown);
    this.thrown = thrown;
  }

  public RuntimeException thrown() {
    return thrown;
  }

  /** Asks a decision about a key; what it decides is about that key. */
  public static RecordChange decide(
      String key,
      @Nullable StoredRecord current,
      Function<@Nullable StoredRecord, ? extends RecordChange> decision) {
    RecordChange change;
    try {
      change = decision.apply(current);
    } catch (RuntimeException e) {
      throw new DecisionFailed(e);
    }
    if (change instanceof RecordChange.Put(StoredRecord record, var _)
        && !record.key().equals(key)) {
      throw new DecisionFailed(
          new IllegalArgumentException("Decided about " + key + ", wrote " + record.key()));
    }
    return change;
  }
}
