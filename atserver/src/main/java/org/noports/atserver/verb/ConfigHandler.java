package org.noports.atserver.verb;

import java.util.List;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Right;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.verb.Config;

/** {@code config}: the block list; settings can't be changed over the wire (atprotocol.md 3.10). */
final class ConfigHandler {
  private final AtServer server;

  ConfigHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Config command, Session session) {
    return switch (command.operation()) {
      case BLOCK_SHOW -> {
        requireAllRights(session);
        List<String> blocked = server.blocklist().list();
        yield blocked.isEmpty()
            ? Answer.NULL
            : new Answer.Data(JsonArray.ofStrings(blocked).canonical());
      }
      case BLOCK_ADD -> {
        requireAllRights(session);
        server.blocklist().add(command.atSigns());
        yield Answer.SUCCESS;
      }
      case BLOCK_REMOVE -> {
        requireAllRights(session);
        server.blocklist().remove(command.atSigns());
        yield Answer.SUCCESS;
      }
      case SET, RESET, PRINT -> new Answer.Data("testing mode disabled by default");
    };
  }

  /** Whom the atServer talks to is not for an app of one namespace to decide. */
  private void requireAllRights(Session session) {
    Enrollment enrollment = server.rights().of(session);
    if (enrollment != null && enrollment.namespaces().get(Enrollment.ANY) != Right.READ_WRITE) {
      throw Refusal.of(
          ErrorCode.AT0009,
          "Connection with enrollment ID " + enrollment.id() + " is not authorized to config");
    }
  }
}
