package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.ProtocolException;

/**
 * Our parser beside the exact expressions of atprotocol.md 3.2: lines made of right and wrong
 * pieces are read by both alike.
 */
class ExactExpressionsTest {
  private static final int LINES = 3_000;
  private static final ExactExpressions EXPRESSIONS = new ExactExpressions();

  @Test
  void everyRowOfTheTableIsAnExpressionOfJava() {
    assertThat(EXPRESSIONS.byVerb()).hasSize(28);
  }

  @ParameterizedTest
  @EnumSource
  void aLineIsReadWhenItsExpressionMatches(LinePieces pieces) {
    Random random = new Random(List.of(LinePieces.values()).indexOf(pieces));
    for (int i = 0; i < LINES; i++) {
      String line = pieces.line(random);
      @Nullable Matcher matcher = EXPRESSIONS.match(pieces.verb(), line);
      @Nullable Command command = parsed(line);
      if (!pieces.differs(line)) {
        assertThat(command != null).as(line).isEqualTo(matcher != null);
      }
      if (command != null && matcher != null) {
        assertThat(meaning(command)).as(line).isEqualTo(meaning(command, matcher));
      }
    }
  }

  private static @Nullable Command parsed(String line) {
    try {
      return CommandParser.parse(line);
    } catch (ProtocolException e) {
      return null;
    }
  }

  private record Meaning(String key, @Nullable String value) {}

  /** What the command is about, by the names of the groups. */
  private static Meaning meaning(Command command) {
    return switch (command) {
      case LocalLookup c -> new Meaning(c.key(), c.mode().prefix());
      case PublicLookup c -> new Meaning(c.key(), c.mode().prefix());
      case Lookup c -> new Meaning(c.key(), c.mode().prefix());
      case Update c -> new Meaning(c.key().name(), c.value());
      case UpdateMeta c -> new Meaning(c.key().name(), null);
      case Delete c -> new Meaning(c.key().name(), null);
      case Notify c -> new Meaning(c.key().toLowerCase(Locale.ROOT), c.value());
      case Pkam c -> new Meaning(c.signature(), c.enrollmentId());
      case Monitor c -> new Meaning("", c.regex());
      case Scan c -> new Meaning("", c.regex());
      default -> new Meaning("", null);
    };
  }

  private static Meaning meaning(Command command, Matcher groups) {
    return switch (command) {
      case LocalLookup _, PublicLookup _, Lookup _ ->
          new Meaning(key(groups), mode(groups.group("operation")));
      case Update _, Notify _ -> new Meaning(key(groups), groups.group("value"));
      case UpdateMeta _, Delete _ -> new Meaning(key(groups), null);
      case Pkam _ -> new Meaning(groups.group("signature"), groups.group("enrollmentId"));
      case Monitor _, Scan _ -> new Meaning("", groups.group("regex"));
      default -> new Meaning("", null);
    };
  }

  private static String key(Matcher groups) {
    return Objects.requireNonNull(groups.group("atKey")).toLowerCase(Locale.ROOT);
  }

  private static String mode(@Nullable String operation) {
    return operation == null ? "" : operation.toLowerCase(Locale.ROOT) + ":";
  }
}
