package org.noports.cli.options;

import org.noports.atclient.DirectoryAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host}, {@code host:port} or {@code proxy:host:port} (cli.md 0.4). */
public final class DirectoryConverter implements ITypeConverter<DirectoryAddress> {
  @Override
  public DirectoryAddress convert(String value) {
    try {
      return DirectoryAddress.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
