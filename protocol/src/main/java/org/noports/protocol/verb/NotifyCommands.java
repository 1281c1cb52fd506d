package org.noports.protocol.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** Reads the verbs that send notifications (atprotocol.md 3.6.1, 3.6.2, 4.3). Pure. */
final class NotifyCommands {
  /** The most recipients of one {@code notify:all}. */
  static final int MAX_RECIPIENTS = 1000;

  private NotifyCommands() {}

  static Notify notify(LineCursor line) {
    String id = line.take(":id:") ? line.identifier() : null;
    Operation operation = operation(line);
    MessageType messageType = line.take(":messageType:") ? messageType(line) : null;
    Priority priority = line.take(":priority:") ? priority(line) : null;
    Strategy strategy = line.take(":strategy:") ? strategy(line) : null;
    Long latestN = line.numberNamed("latestN");
    String notifier = line.take(":notifier:") ? line.untilBlankOr(':') : null;
    if (strategy == Strategy.LATEST && notifier == null) {
      throw new ProtocolException(ErrorCode.AT0003, "For Strategy latest, notifier cannot be null");
    }
    Long ttln = line.numberNamed("ttln");
    Metadata metadata = line.metadata();
    AtSign recipient = line.takeWord("public") ? null : requiredRecipient(line);
    line.expect(':');
    boolean isText = messageType == MessageType.TEXT;
    String written = keyBeforeOwner(line);
    String key = isText ? written : written.toLowerCase(Locale.ROOT);
    AtSign owner = line.isAt('@') ? line.markedAtSign() : null;
    String value = value(line);
    return new Notify(
        id,
        operation,
        messageType,
        priority,
        strategy,
        latestN,
        notifier,
        ttln,
        metadata,
        recipient,
        key,
        owner,
        value);
  }

  /** What looks like an owner and is none belongs to a value, which begins at the last colon. */
  private static String keyBeforeOwner(LineCursor line) {
    String key = line.looseKey();
    if (!line.isAt('@') || line.ownerFollows()) {
      return key;
    }
    int colon = key.lastIndexOf(':');
    if (colon < 2) {
      throw line.fail();
    }
    line.back(key.length() - colon);
    return key.substring(0, colon);
  }

  static NotifyAll notifyAll(LineCursor line) {
    line.take(":all");
    Operation operation = operation(line);
    MessageType messageType = line.take(":messageType:") ? messageType(line) : null;
    Metadata metadata = line.metadata();
    line.expect(':');
    List<AtSign> recipients = recipients(line);
    line.expect(':');
    String key = line.token().toLowerCase(Locale.ROOT);
    AtSign owner = line.isAt('@') ? line.markedAtSign() : null;
    String value = value(line);
    return new NotifyAll(operation, messageType, metadata, recipients, key, owner, value);
  }

  private static @Nullable String value(LineCursor line) {
    if (line.atEnd()) {
      return null;
    }
    line.expect(':');
    return line.rest();
  }

  private static List<AtSign> recipients(LineCursor line) {
    List<AtSign> recipients = new ArrayList<>();
    do {
      recipients.add(line.atSign(line.untilBlankOr(':', ',')));
      if (recipients.size() > MAX_RECIPIENTS) {
        throw line.fail();
      }
    } while (line.take(","));
    return recipients;
  }

  private static AtSign requiredRecipient(LineCursor line) {
    AtSign recipient = line.recipient();
    if (recipient == null) {
      throw line.fail();
    }
    return recipient;
  }

  private static @Nullable Operation operation(LineCursor line) {
    if (line.takeWord(Operation.UPDATE.text())) {
      return Operation.UPDATE;
    }
    return line.takeWord(Operation.DELETE.text()) ? Operation.DELETE : null;
  }

  private static MessageType messageType(LineCursor line) {
    return known(line, MessageType.named(line.identifier()));
  }

  private static Priority priority(LineCursor line) {
    return known(line, Priority.named(line.identifier()));
  }

  private static Strategy strategy(LineCursor line) {
    return known(line, Strategy.named(line.identifier()));
  }

  private static <T> T known(LineCursor line, @Nullable T value) {
    if (value == null) {
      throw line.fail();
    }
    return value;
  }
}
