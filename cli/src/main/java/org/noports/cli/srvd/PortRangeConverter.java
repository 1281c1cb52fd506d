package org.noports.cli.srvd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.relay.PortRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 40000-40999}. */
final class PortRangeConverter implements ITypeConverter<PortRange> {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

  @Override
  public PortRange convert(String value) {
    Matcher matcher = RANGE.matcher(value.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a range of ports, such as 40000-40999".formatted(value));
    }
    try {
      return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s': %s".formatted(value, e.getMessage()));
    }
  }
}
