package org.noports.cli.options;

import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.DeviceName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Normalises and checks a device name (cli.md 0.4). */
public final class DeviceNameConverter implements ITypeConverter<DeviceName> {
  private static final String RULE =
      "Device name must be alphanumeric snake case, max length 36."
          + " First char must be _, a-z, or 0-9.";

  @Override
  public DeviceName convert(String value) {
    try {
      return DeviceName.of(value);
    } catch (ProtocolException | IllegalArgumentException e) {
      throw new TypeConversionException(RULE);
    }
  }
}
