package org.noports.atserver.verb;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.monitor.NotificationLines;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.NotifyList;

/** {@code notify:list}: what was received and has not expired (atprotocol.md 3.6.2). */
final class NotifyListHandler {
  private static final int PAGE = 500;

  /** A longer list would be no use to a client and a burden to the server. */
  private static final int MAX_LISTED = 10_000;

  private final AtServer server;

  NotifyListHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(NotifyList command, Session session) {
    requireOrder(command);
    Enrollment enrollment = server.rights().of(session);
    String regex = command.regex();
    SearchPattern search = regex == null ? null : SearchPattern.of(regex);
    List<JsonValue> listed = new ArrayList<>();
    long after = Long.MIN_VALUE;
    List<StoredNotification> page;
    do {
      page = server.shared().store().received(server.atSign(), after, PAGE);
      for (StoredNotification notification : page) {
        after = notification.at().toEpochMilli();
        if (isWanted(notification, command, search)
            && AccessCheck.allows(enrollment, Use.NOTIFY_LIST, notification.key())) {
          listed.add(NotificationLines.shown(notification).toJson());
        }
      }
    } while (page.size() == PAGE && listed.size() < MAX_LISTED);
    return listed.isEmpty() ? Answer.NULL : new Answer.Data(new JsonArray(listed).canonical());
  }

  /** Without a last day it is today. */
  private void requireOrder(NotifyList command) {
    LocalDate to =
        command.to() == null
            ? LocalDate.ofInstant(server.records().now(), ZoneOffset.UTC)
            : command.to();
    if (command.from() != null && command.from().isAfter(to)) {
      throw Refusal.of(ErrorCode.AT0022, "ToDate cannot be less than FromDate");
    }
  }

  private boolean isWanted(
      StoredNotification notification, NotifyList command, @Nullable SearchPattern search) {
    return notification.type() == NotificationType.RECEIVED
        && !notification.expiredAt(server.records().now())
        && isBetween(notification.at(), command.from(), command.to())
        && (search == null || search.finds(notification.key()));
  }

  /** Both days count in full, in UTC. */
  private static boolean isBetween(
      Instant time, @Nullable LocalDate first, @Nullable LocalDate last) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return (first == null || !day.isBefore(first)) && (last == null || !day.isAfter(last));
  }
}
