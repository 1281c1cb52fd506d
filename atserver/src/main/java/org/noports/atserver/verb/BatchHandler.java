package org.noports.atserver.verb;

import java.time.Duration;
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
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Noop;
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
    return new Run(session).answer(command);
  }

  /** One batch; what it waits in all is limited as a single {@code noop} is. */
  private final class Run {
    private final Session session;
    private Duration waited = Duration.ZERO;

    Run(Session session) {
      this.session = session;
    }

    Answer answer(Batch batch) throws InterruptedException {
      List<JsonValue> out = new ArrayList<>();
      for (Batch.Entry entry : batch.entries()) {
        out.add(
            JsonObject.builder()
                .put("id", entry.id())
                .put("response", response(entry.command().strip()))
                .build());
      }
      return new Answer.Data(new JsonArray(out).canonical());
    }

    private JsonObject response(String line) throws InterruptedException {
      try {
        return switch (allowed(line)) {
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

    /** What changes the connection itself or nests has no place in a batch. */
    private Answer allowed(String line) throws InterruptedException {
      return switch (Verb.of(line)) {
        case FROM, CRAM, PKAM, POL, MONITOR, BATCH, STREAM ->
            throw Refusal.of(ErrorCode.AT0022, "not in a batch");
        case NOOP -> {
          requireTime(line);
          yield verbs.answer(line, session);
        }
        default -> verbs.answer(line, session);
      };
    }

    private void requireTime(String line) {
      if (CommandParser.parse(line) instanceof Noop noop) {
        waited = waited.plus(noop.delay());
        if (waited.compareTo(Noop.MAX_DELAY) > 0) {
          throw Refusal.of(ErrorCode.AT0022, "a batch waits 5000 milliseconds at most");
        }
      }
    }
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
