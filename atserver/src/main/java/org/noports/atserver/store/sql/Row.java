package org.noports.atserver.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row a result stands at. Columns count from 1. */
public final class Row {
  private final ResultSet result;
  private final TextCoding coding;

  Row(ResultSet result, TextCoding coding) {
    this.result = result;
    this.coding = coding;
  }

  public String text(int column) throws SQLException {
    String text = textOrNull(column);
    if (text == null) {
      throw new SQLException("column " + column + " is empty");
    }
    return text;
  }

  public @Nullable String textOrNull(int column) throws SQLException {
    String kept = result.getString(column);
    return kept == null ? null : coding.given(kept);
  }

  public long number(int column) throws SQLException {
    return result.getLong(column);
  }

  public int smallNumber(int column) throws SQLException {
    return result.getInt(column);
  }

  public @Nullable Integer smallNumberOrNull(int column) throws SQLException {
    int number = result.getInt(column);
    return result.wasNull() ? null : number;
  }

  /** Times are kept as epoch milliseconds. */
  public Instant time(int column) throws SQLException {
    return Instant.ofEpochMilli(result.getLong(column));
  }

  public @Nullable Instant timeOrNull(int column) throws SQLException {
    long millis = result.getLong(column);
    return result.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
