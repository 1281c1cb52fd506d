package org.noports.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A decimal TCP port; 0 passes, the program says whether it means something. */
public final class PortConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String value) {
    String digits = value.strip();
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
      throw new TypeConversionException("'%s' is not a port (0 to 65535)".formatted(value));
    }
    return Integer.valueOf(digits);
  }
}
