package org.noports.cli.options;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code [host:]port}, an IPv6 address in brackets; without host it is the loopback. */
public final class ListenAddress implements ITypeConverter<InetSocketAddress> {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]]+):)?([0-9]{1,5})");

  @Override
  public InetSocketAddress convert(String value) {
    Matcher matcher = FORM.matcher(value.strip());
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
      throw new TypeConversionException(
          "'%s' is not [host:]port, such as 9100 or 0.0.0.0:9100".formatted(value));
    }
    int port = Integer.parseInt(matcher.group(2));
    String host = matcher.group(1);
    try {
      return new InetSocketAddress(
          host == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new TypeConversionException("'%s': no such host".formatted(value));
    }
  }
}
