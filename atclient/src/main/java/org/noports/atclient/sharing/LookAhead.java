package org.noports.atclient.sharing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ServerRefused;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonNumber;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Batch;
import org.noports.protocol.verb.Command;

/**
 * Questions that are known to come, asked in one {@code batch} (atprotocol.md 3.10) and so in one
 * round trip: who asks one of them soon afterwards gets its answer from here, once. What the server
 * does not answer that way, or answers with anything but a value or that there is none, is asked by
 * itself. Thread-safe.
 */
public final class LookAhead implements Commands {
  /** Older answers count as none. */
  private static final Duration LIFETIME = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(LookAhead.class.getName());

  private final Commands commands;
  private final InstantSource clock;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /** What a command was answered in a batch. */
  private sealed interface Answer {}

  private record Value(String data) implements Answer {}

  private record NoSuchKey(String text) implements Answer {}

  /** A question of a batch on its way; the answers are by its number. */
  private record Asked(
      String number, CompletableFuture<Map<String, Answer>> answers, Instant since) {}

  public LookAhead(Commands commands, InstantSource clock) {
    this.commands = commands;
    this.clock = clock;
  }

  /**
   * What has to be asked, once.
   *
   * @param payload to be given the answer's, or why there is none
   */
  public record Question(Batch batch, CompletableFuture<String> payload) {}

  /** Asks these reading commands from now on; does not wait. */
  public void ask(String name, List<Command> questions) {
    Question question = expect(questions);
    if (question != null) {
      Thread.ofVirtual().name(name).start(() -> ask(question));
    }
  }

  private void ask(Question question) {
    try {
      question.payload().complete(commands.request(question.batch()));
    } catch (AtClientException e) {
      question.payload().completeExceptionally(e);
    }
  }

  /**
   * As {@link #ask}, for a caller who asks the question himself; null when all of it is on its way
   * already.
   */
  public @Nullable Question expect(List<Command> questions) {
    CompletableFuture<String> payload = new CompletableFuture<>();
    CompletableFuture<Map<String, Answer>> answers = payload.handle(LookAhead::answers);
    Instant now = clock.instant();
    List<Batch.Entry> entries = new ArrayList<>();
    asked.values().removeIf(before -> isOver(before, now));
    for (Command question : questions) {
      long number = entries.size() + 1L;
      Asked mine = new Asked(Long.toString(number), answers, now);
      if (asked.putIfAbsent(question.line(), mine) == null) {
        entries.add(new Batch.Entry(number, question.line()));
      }
    }
    return entries.isEmpty() ? null : new Question(new Batch(entries), payload);
  }

  private static boolean isOver(Asked before, Instant now) {
    return now.isAfter(before.since().plus(LIFETIME));
  }

  private static Map<String, Answer> answers(
      @Nullable String payload, @Nullable Throwable failure) {
    if (payload == null) {
      LOG.log(System.Logger.Level.DEBUG, "no answers in a batch", failure);
      return Map.of();
    }
    try {
      return read(payload);
    } catch (ProtocolException e) {
      LOG.log(System.Logger.Level.DEBUG, "no answers in a batch", e);
      return Map.of();
    }
  }

  private static Map<String, Answer> read(String payload) {
    Map<String, Answer> answers = new HashMap<>();
    if (Json.parse(payload) instanceof JsonArray array) {
      array
          .elements()
          .forEach(each -> {
            if (each instanceof JsonObject one && one.get("id") instanceof JsonNumber number) {
              JsonObject response = one.optObject("response");
              Answer answer = response == null ? null : answer(response);
              if (answer != null) {
                answers.put(number.text(), answer);
              }
            }
          });
    }
    return answers;
  }

  private static @Nullable Answer answer(JsonObject response) {
    String data = response.optString("data");
    if (data != null) {
      return new Value(data);
    }
    return ErrorCode.AT0015.name().equals(response.optString("error_code"))
        ? new NoSuchKey(String.valueOf(response.optString("error_message")))
        : null;
  }

  @Override
  public String request(Command command) {
    Asked before = asked.remove(command.line());
    if (before == null || isOver(before, clock.instant())) {
      return commands.request(command);
    }
    return switch (before.answers().join().get(before.number())) {
      case Value(String data) -> data;
      case NoSuchKey(String text) ->
          throw new ServerRefused(
              ErrorCode.AT0015.name(), text, "the atServer has no such key: " + text);
      case null -> commands.request(command);
    };
  }
}
