package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.NotifyAll;

/** {@code notify:all}: one notification for each of several recipients (atprotocol.md 3.6.2). */
final class NotifyAllHandler {
  private static final int MAX_RECIPIENTS = 1_000;

  private final NotifyHandler single;

  NotifyAllHandler(NotifyHandler single) {
    this.single = single;
  }

  Answer answer(NotifyAll command, Session session) {
    if (command.recipients().size() > MAX_RECIPIENTS) {
      throw Refusal.of(ErrorCode.AT0022, "more than " + MAX_RECIPIENTS + " recipients");
    }
    JsonObject.Builder ids = JsonObject.builder();
    for (AtSign recipient : command.recipients().stream().distinct().toList()) {
      Notify one =
          Notify.to(recipient, command.key(), command.owner())
              .operation(command.operation())
              .messageType(command.messageType())
              .metadata(command.metadata())
              .value(command.value())
              .build();
      ids.put(recipient.text(), single.send(one, session));
    }
    return new Answer.SpacedData(ids.build().canonical());
  }
}
