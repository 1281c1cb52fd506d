package org.noports.protocol.verb;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** Reads the verbs about stored notifications (atprotocol.md 3.6.2). Pure. */
final class NotificationQueries {
  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");

  private NotificationQueries() {}

  static NotifyStatus status(LineCursor line) {
    return new NotifyStatus(id(line, ":status:"));
  }

  static NotifyFetch fetch(LineCursor line) {
    return new NotifyFetch(id(line, ":fetch:"));
  }

  static NotifyRemove remove(LineCursor line) {
    line.take(":remove:");
    String id = line.identifier();
    line.expectEnd();
    return new NotifyRemove(id);
  }

  private static String id(LineCursor line, String word) {
    line.take(word);
    String id = line.untilBlankOr(' ');
    line.expectEnd();
    return id;
  }

  static NotifyList list(LineCursor line) {
    line.take(":list");
    LocalDate from = null;
    LocalDate to = null;
    while (line.take(":")) {
      String word = line.untilColon();
      LocalDate date = to == null ? date(word) : null;
      if (date == null) {
        return new NotifyList(from, to, word + (line.atEnd() ? "" : line.rest()));
      }
      if (from == null) {
        from = date;
      } else {
        to = date;
      }
    }
    line.expectEnd();
    return new NotifyList(from, to, null);
  }

  private static @Nullable LocalDate date(String word) {
    Matcher matcher = DATE.matcher(word);
    if (!matcher.matches()) {
      return null;
    }
    try {
      return LocalDate.of(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    } catch (DateTimeException e) {
      throw new ProtocolException(ErrorCode.AT0022, "Invalid date format", e);
    }
  }
}
