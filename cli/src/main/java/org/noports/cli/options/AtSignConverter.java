package org.noports.cli.options;

import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Normalises an atSign (cli.md 0.4); literal quotes left by service files are dropped. */
public final class AtSignConverter implements ITypeConverter<AtSign> {
  @Override
  public AtSign convert(String value) {
    try {
      return AtSign.of(value);
    } catch (ProtocolException | IllegalArgumentException e) {
      throw new TypeConversionException("'%s' is %s".formatted(value, e.getMessage()));
    }
  }
}
