package org.noports.protocol.session;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.RelayFields;

/**
 * A service behind a daemon, {@code host:port} (sessions.md 7.2). The host has no wildcard, comma,
 * blank or control character, so it can be compared with permit rules and shown.
 */
public record ServiceAddress(String host, int port) {

  public ServiceAddress {
    RelayFields.host(host, "the requested host");
    if (host.indexOf('*') >= 0) {
      throw new ProtocolException(ErrorCode.AT0022, "the requested host has a '*'");
    }
    RelayFields.port(port, "the requested port");
  }

  public static ServiceAddress of(String host, int port) {
    return new ServiceAddress(host, port);
  }

  /** Splits at the last colon, so that IPv6 literals need no brackets. */
  public static ServiceAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new ProtocolException(ErrorCode.AT0022, "a service is not of the form host:port");
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the requested port is not a port from 1 to 65535");
    }
    return new ServiceAddress(text.substring(0, colon), Integer.parseInt(digits));
  }

  public String text() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return text();
  }
}
