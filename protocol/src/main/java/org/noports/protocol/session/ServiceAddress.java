package org.noports.protocol.session;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.RelayFields;

/**
 * A service behind a daemon, {@code host:port} (sessions.md 7.2), or {@code host:port/udp}
 * (docs/extensions/udp.md). The host has no wildcard, comma, blank or control character, so it can
 * be compared with permit rules and shown.
 */
public record ServiceAddress(String host, int port, Transport transport) {

  public ServiceAddress {
    RelayFields.host(host, "the requested host");
    if (host.indexOf('*') >= 0) {
      throw new ProtocolException(ErrorCode.AT0022, "the requested host has a '*'");
    }
    RelayFields.port(port, "the requested port");
  }

  /** A TCP service. */
  public ServiceAddress(String host, int port) {
    this(host, port, Transport.TCP);
  }

  /** A TCP service. */
  public static ServiceAddress of(String host, int port) {
    return new ServiceAddress(host, port);
  }

  public static ServiceAddress udp(String host, int port) {
    return new ServiceAddress(host, port, Transport.UDP);
  }

  /** The same port and transport of another host. */
  public ServiceAddress at(String otherHost) {
    return new ServiceAddress(otherHost, port, transport);
  }

  /** The same host and port by another transport. */
  public ServiceAddress by(Transport otherTransport) {
    return new ServiceAddress(host, port, otherTransport);
  }

  /** Reads a TCP service; splits at the last colon, so that IPv6 literals need no brackets. */
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
    return hostAndPort() + transport.suffix();
  }

  /** Without the transport. */
  public String hostAndPort() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return text();
  }
}
