package org.noports.cli.options;

import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.AuthMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code payload} or {@code escr}. */
public final class AuthModeConverter implements ITypeConverter<AuthMode> {
  @Override
  public AuthMode convert(String value) {
    try {
      return AuthMode.of(value);
    } catch (ProtocolException e) {
      throw new TypeConversionException("'%s' is neither payload nor escr".formatted(value));
    }
  }
}
