package org.noports.atclient.connection;

import org.noports.atclient.ServerRefused;
import org.noports.atclient.ServerUnintelligible;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;

/** What an answer means to a caller that wanted data. */
public final class Answers {
  private Answers() {}

  /** The payload; {@link ServerRefused} for an error answer. */
  public static String data(
      ServerLine answer, AtConnection connection, AtSign atSign, String what) {
    return switch (answer) {
      case ServerLine.Data data -> data.payload();
      case ServerLine.Failure failure ->
          throw new ServerRefused(
              failure.rawCode(),
              failure.message(),
              "the atServer of %s at %s refused '%s': %s %s"
                  .formatted(
                      atSign,
                      connection.address(),
                      what,
                      NetworkText.escaped(failure.rawCode()),
                      NetworkText.escaped(failure.message())));
      case ServerLine.NotificationLine n -> throw notData(connection, atSign, what);
      case ServerLine.StreamLine s -> throw notData(connection, atSign, what);
      case ServerLine.PolAccepted p -> throw notData(connection, atSign, what);
    };
  }

  /** The verb of a command, for messages: the rest of a line may be secret. */
  public static String verbOf(Command command) {
    String line = command.line();
    int end = 0;
    while (end < line.length() && Character.isLetter(line.charAt(end))) {
      end++;
    }
    return line.substring(0, end);
  }

  private static ServerUnintelligible notData(AtConnection connection, AtSign atSign, String what) {
    return new ServerUnintelligible(
        "the atServer of %s at %s gave no answer to '%s' but something else"
            .formatted(atSign, connection.address(), what));
  }
}
