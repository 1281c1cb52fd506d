package org.noports.cli.clients;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the one port through which a whole session can go: 443. */
final class OnlyPortConverter implements ITypeConverter<Integer> {
  private static final int ONLY = 443;

  @Override
  public Integer convert(String value) {
    if (!value.equals(Integer.toString(ONLY))) {
      throw new TypeConversionException("'%s' is not 443, the only one there is".formatted(value));
    }
    return ONLY;
  }
}
