package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.noports.atserver.store.sql.SqlConnection;

/** What processes tell each other by {@code NOTIFY}, with the commit of what it is about. */
enum News {
  /** {@code TENANT:AT}, some of them: the last notification a tenant took in with that commit. */
  ARRIVALS,
  /** {@code TENANT KEY}: a record changed that connections elsewhere depend on. */
  CHANGED,
  /** {@code NODE} has become a member: none is alone any more. */
  JOINED,
  /** {@code TENANT:OP}, some of them: the last entry of its commit log with that commit. */
  LOGGED,
  /** {@code NODE TENANT RECIPIENT}: something is queued that this one alone may deliver. */
  QUEUED,
  /** Tenants came or went. */
  TENANTS;

  /** PostgreSQL takes less than 8000 bytes. */
  private static final int LONGEST = 7_000;

  String channel() {
    return "noports_" + name().toLowerCase(Locale.ROOT);
  }

  /** Tells each of these when the transaction commits. */
  void tell(SqlConnection db, List<String> payloads) throws SQLException {
    if (!payloads.isEmpty()) {
      db.list(
          "SELECT pg_notify(?, payload) FROM unnest(?) AS payload",
          row -> true,
          channel(),
          payloads.toArray(String[]::new));
    }
  }

  /** As few payloads as hold all these words. */
  static List<String> joined(List<String> words) {
    List<String> payloads = new ArrayList<>();
    StringBuilder payload = new StringBuilder();
    for (String word : words) {
      if (payload.length() + word.length() >= LONGEST) {
        payloads.add(payload.toString());
        payload.setLength(0);
      }
      payload.append(payload.isEmpty() ? "" : " ").append(word);
    }
    if (!payload.isEmpty()) {
      payloads.add(payload.toString());
    }
    return payloads;
  }
}
