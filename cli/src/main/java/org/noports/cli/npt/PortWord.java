package org.noports.cli.npt;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.PortConverter;
import org.noports.protocol.session.Transport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A port as the user writes it: {@code 53}, {@code 53/udp} or {@code 53/tcp}.
 *
 * @param transport null when the user names none
 */
record PortWord(int port, @Nullable Transport transport) {
  static final class Converter implements ITypeConverter<PortWord> {
    private final PortConverter ports = new PortConverter();

    @Override
    public PortWord convert(String value) {
      int slash = value.indexOf('/');
      if (slash < 0) {
        return new PortWord(ports.convert(value), null);
      }
      Transport transport =
          switch (value.substring(slash + 1).strip().toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default ->
                throw new TypeConversionException(
                    "'%s' is not a port, port/tcp or port/udp".formatted(value));
          };
      return new PortWord(ports.convert(value.substring(0, slash)), transport);
    }
  }
}
