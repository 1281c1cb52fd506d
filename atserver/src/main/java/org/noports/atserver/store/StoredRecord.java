package org.noports.atserver.store;

/**
 * One key of a tenant with its value and metadata.
 *
 * @param key the full key text, lower case, as {@code scan} shows it
 */
public record StoredRecord(String key, String value, RecordMetadata metadata) {

  /** Keys and values belong to users: neither the value nor the metadata stands in a log. */
  @Override
  public String toString() {
    return "StoredRecord[" + key + "]";
  }
}
