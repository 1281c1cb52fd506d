package org.noports.atserver.record;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.noports.atserver.connection.Refusal;
import org.noports.protocol.ErrorCode;

/**
 * A regular expression a client sent, searched without regard to case in a bounded number of steps
 * (atprotocol.md 4.5 and 9.1, item 18). Immutable.
 */
public final class SearchPattern {
  private static final int MAX_LENGTH = 1_024;
  private static final int STEPS_PER_TEXT = 20_000;

  private final Pattern pattern;

  private SearchPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Compiles, or refuses with AT0003. */
  public static SearchPattern of(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw Refusal.of(
          ErrorCode.AT0003, "Invalid syntax. the regular expression is longer than " + MAX_LENGTH);
    }
    try {
      return new SearchPattern(
          Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    } catch (PatternSyntaxException | StackOverflowError e) {
      throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. the regular expression is not valid");
    }
  }

  /** Whether it is found in the text. Refuses with AT0003 when that takes too many steps. */
  public boolean finds(String text) {
    try {
      return pattern.matcher(new Counted(text, new Steps(STEPS_PER_TEXT))).find();
    } catch (TooManySteps | StackOverflowError e) {
      throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. the regular expression takes too long");
    }
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }

  /** Ends a search; local to this class. */
  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  /** How many steps a search may still take. One thread. */
  private static final class Steps {
    private int left;

    Steps(int left) {
      this.left = left;
    }

    void take() {
      if (--left < 0) {
        throw new TooManySteps();
      }
    }
  }

  /** A text whose characters can be looked at only so often. */
  private record Counted(CharSequence text, Steps left) implements CharSequence {
    @Override
    public char charAt(int index) {
      left.take();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
