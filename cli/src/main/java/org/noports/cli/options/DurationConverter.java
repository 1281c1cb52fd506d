package org.noports.cli.options;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code 30s} or {@code 2d,1h,10m,20s,999ms} (cli.md 0.4); a bare {@code 0} is zero. At most
 * {@link #LONGEST} in all.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern PART = Pattern.compile("([0-9]{1,12})(d|h|m|s|ms|us)");

  @Override
  public Duration convert(String value) {
    if (value.strip().equals("0")) {
      return Duration.ZERO;
    }
    Duration sum = Duration.ZERO;
    for (String part : value.split(",", -1)) {
      Matcher matcher = PART.matcher(part.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a duration: write numbers with d, h, m, s or ms, such as 30s or 1h,30m"
                .formatted(value));
      }
      sum = sum.plus(Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
      if (sum.compareTo(LONGEST) > 0) {
        throw new TypeConversionException(
            "'%s' is longer than %d days".formatted(value, LONGEST.toDays()));
      }
    }
    return sum;
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "d" -> ChronoUnit.DAYS;
      case "h" -> ChronoUnit.HOURS;
      case "m" -> ChronoUnit.MINUTES;
      case "s" -> ChronoUnit.SECONDS;
      case "ms" -> ChronoUnit.MILLIS;
      default -> ChronoUnit.MICROS;
    };
  }
}
