package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Batch;
import org.noports.protocol.verb.Verb;

/** {@code batch}: several commands in one, each with an answer of its own (atprotocol.md 3.10). */
final class BatchHandler {
  private static final int MAX_COMMANDS = 1_000;

  private final VerbTable verbs;

  BatchHandler(VerbTable verbs) {
    this.verbs = verbs;
  }

  Answer answer(Batch command, Session session) throws InterruptedException {
    if (command.entries().size() > MAX_COMMANDS) {
      throw Refusal.of(ErrorCode.AT0022, "more than " + MAX_COMMANDS + " commands in a batch");
    }
    List<JsonValue> out = new ArrayList<>();
    for (Batch.Entry entry : command.entries()) {
      out.add(
          JsonObject.builder()
              .put("id", entry.id())
              .put("response", response(entry.command().strip(), session))
              .build());
    }
    return new Answer.Data(new JsonArray(out).canonical());
  }

  private JsonObject response(String line, Session session) throws InterruptedException {
    try {
      return switch (allowed(line, session)) {
        case Answer.Data data -> data(data.payload());
        case Answer.SpacedData data -> data(data.payload());
        case Answer.DataThenClose data -> data(data.payload());
        case Answer.Failure failure -> error(failure.refusal().code());
        case Answer.PolAccepted _, Answer.Silence _, Answer.Farewell _ -> error(ErrorCode.AT0022);
      };
    } catch (Refusal e) {
      return error(e.code());
    } catch (ProtocolException e) {
      return error(e.code());
    }
  }

  /** What changes the connection itself, waits or nests has no place in a batch. */
  private Answer allowed(String line, Session session) throws InterruptedException {
    return switch (Verb.of(line)) {
      case FROM, CRAM, PKAM, POL, MONITOR, BATCH, NOOP, STREAM ->
          throw Refusal.of(ErrorCode.AT0022, "not in a batch");
      default -> verbs.answer(line, session);
    };
  }

  private static JsonObject data(String payload) {
    return JsonObject.builder().put("data", payload).build();
  }

  private static JsonObject error(ErrorCode code) {
    return JsonObject.builder()
        .put("error_code", code.name())
        .put("error_message", code.text())
        .build();
  }
}
