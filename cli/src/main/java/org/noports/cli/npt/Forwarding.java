package org.noports.cli.npt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;

/**
 * One service and the local port that leads to it.
 *
 * <p>The command line names several by repeating {@code -p}: the n-th {@code -p} goes with the n-th
 * {@code -h} and the n-th {@code -l}. One {@code -h} or none is for all of them, {@code -l} is
 * given for all or for none. With a single {@code -p} the last {@code -h} and {@code -l} win, as
 * with any repeated option (cli.md 0.3). A local port is of the kind of its service.
 *
 * @param localPort 0 for any free one
 */
record Forwarding(ServiceAddress service, int localPort) {
  private static final String LOCALHOST = "localhost";
  private static final PortWord ANY = new PortWord(0, null);

  static List<Forwarding> of(
      List<PortWord> ports, @Nullable List<String> hosts, @Nullable List<PortWord> localPorts) {
    List<String> given = hosts == null ? List.of() : hosts;
    List<PortWord> local = localPorts == null ? List.of() : localPorts;
    if (ports.size() == 1) {
      String host = given.isEmpty() ? LOCALHOST : given.getLast();
      return List.of(one(host, ports.getFirst(), local.isEmpty() ? ANY : local.getLast()));
    }
    if (given.size() > 1 && given.size() != ports.size()) {
      throw new UsageProblem(
          "%d times --remote-port needs --remote-host once for all or %d times, not %d times"
              .formatted(ports.size(), ports.size(), given.size()));
    }
    if (!local.isEmpty() && local.size() != ports.size()) {
      throw new UsageProblem(
          "%d times --remote-port needs --local-port %d times or not at all, not %d times"
              .formatted(ports.size(), ports.size(), local.size()));
    }
    List<Forwarding> all = new ArrayList<>();
    Set<PortWord> taken = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String host = given.isEmpty() ? LOCALHOST : given.get(given.size() == 1 ? 0 : i);
      Forwarding one = one(host, ports.get(i), local.isEmpty() ? ANY : local.get(i));
      PortWord taking = new PortWord(one.localPort(), one.service().transport());
      if (one.localPort() != 0 && !taken.add(taking)) {
        throw new UsageProblem("--local-port %d is given twice".formatted(one.localPort()));
      }
      all.add(one);
    }
    return List.copyOf(all);
  }

  /** Reads {@code host:port}, the host of an IPv6 address in brackets or not. */
  static ServiceAddress target(String option, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return ServiceAddress.parse(host + text.substring(Math.max(colon, 0)));
    } catch (ProtocolException e) {
      throw new UsageProblem("Option %s needs host:port, not '%s'".formatted(option, text), e);
    }
  }

  private static Forwarding one(String host, PortWord remote, PortWord local) {
    Transport transport = remote.transport() == null ? Transport.TCP : remote.transport();
    if (local.transport() != null && local.transport() != transport) {
      throw new UsageProblem(
          "--local-port %d/%s cannot lead to --remote-port %d/%s"
              .formatted(local.port(), local.transport().text(), remote.port(), transport.text()));
    }
    return new Forwarding(service(host, remote.port()).by(transport), local.port());
  }

  private static ServiceAddress service(String host, int port) {
    try {
      return ServiceAddress.of(host, port);
    } catch (ProtocolException e) {
      throw new UsageProblem("Cannot reach %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
  }
}
