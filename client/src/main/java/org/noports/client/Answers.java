package org.noports.client;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.AtSign;

/**
 * Waits for the answer of one atSign to one question. Whatever another atSign sends under the same
 * key is ignored (sessions.md 1.2). Subscribed before the question is sent. For one thread.
 */
final class Answers implements AutoCloseable {
  private final Subscription subscription;
  private final AtSign from;

  private Answers(Subscription subscription, AtSign from) {
    this.subscription = subscription;
    this.from = from;
  }

  /**
   * @param names what may stand in the key before the owner: {@code @alice:<name>@bob}
   */
  static Answers listen(SessionEdge edge, AtSign from, String... names) {
    String any =
        Stream.of(names)
            .map(name -> Pattern.quote(name + from.text()))
            .collect(Collectors.joining("|"));
    Pattern keys = Pattern.compile("(^|[:.])(" + any + ")$");
    return new Answers(edge.subscribe(keys), from);
  }

  /**
   * The first answer the reader makes something of, or null when none came within the limit. What
   * the reader throws ends the waiting.
   */
  <T> @Nullable T await(Duration limit, Function<Answer, @Nullable T> reader)
      throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    for (long left = limit.toNanos(); left > 0; left = until - System.nanoTime()) {
      ReceivedNotification received = subscription.poll(Duration.ofNanos(left));
      if (received != null && received.from().equals(from) && received.value() != null) {
        T answer = reader.apply(new Answer(received.key().name(), received.value()));
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  @Override
  public void close() {
    subscription.close();
  }

  /**
   * One answer.
   *
   * @param name of the key, without recipient and owner
   */
  record Answer(String name, String text) {
    /** Without the text, which may hold secrets. */
    @Override
    public String toString() {
      return "Answer[" + name + "]";
    }
  }
}
