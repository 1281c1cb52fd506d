package org.noports.protocol.event;

import java.time.Duration;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * Where events of a session go (sessions.md 3.8). Whoever sends events does so under its own name,
 * so the topic must be one of events: with any other key a stranger could have a relay send what
 * looks like its answers.
 *
 * @param topic the key's name, such as {@code abc.events.logging.sshnp}
 * @param lifetime of each event's notification
 */
public record EventTarget(AtSign atSign, String topic, Duration lifetime) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MAX_TOPIC = 100;
  private static final Pattern TOPIC =
      Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+){0,5}\\.events\\.logging\\.sshnp");

  public EventTarget {
    if (topic.length() > MAX_TOPIC || !TOPIC.matcher(topic).matches()) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the topic is not of the form <id>.events.logging.sshnp");
    }
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw new ProtocolException(ErrorCode.AT0022, "ttln is not from a second to a day");
    }
  }

  public static EventTarget parse(JsonObject message) {
    return new EventTarget(
        AtSign.of(message.string("atSign")),
        message.string("topic"),
        Duration.ofMillis(message.integer("ttln")));
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("atSign", atSign.text())
        .put("topic", topic)
        .put("ttln", lifetime.toMillis())
        .build();
  }

  /** The key of each event. */
  public AtKey key(AtSign sender) {
    return AtKey.shared(atSign, topic, sender);
  }
}
