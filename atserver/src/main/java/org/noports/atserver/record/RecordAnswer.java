package org.noports.atserver.record;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Mode;

/** The three forms a record is answered in: value, {@code meta}, {@code all} (3.4.2). */
public final class RecordAnswer {
  private RecordAnswer() {}

  public static Answer of(StoredRecord record, Mode mode) {
    return switch (mode) {
      case VALUE -> new Answer.Data(record.value());
      case META -> new Answer.Data(MetadataJson.of(record.metadata()).canonical());
      case ALL -> new Answer.Data(all(record).canonical());
    };
  }

  /** {@code {"key","data","metaData"}}. */
  public static JsonObject all(StoredRecord record) {
    return JsonObject.builder()
        .put("key", record.key())
        .put("data", record.value())
        .put("metaData", MetadataJson.of(record.metadata()))
        .build();
  }
}
