package org.noports.protocol.session;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A permit-open list (sessions.md 7.2): exact texts {@code h:p}, {@code *:p}, {@code h:*} and
 * {@code *:*}, nothing else; no case folding, no name resolution. An empty list permits nothing.
 *
 * <p>These permit TCP only: a daemon whose operator wrote them before UDP could be forwarded must
 * not forward it. The same forms with {@code /udp} behind permit UDP only (docs/extensions/udp.md).
 */
public record PermitOpen(List<String> entries) {
  /** What is permitted to a manager before the daemon's own list is asked. */
  public static final PermitOpen EVERYTHING = new PermitOpen(List.of("*:*", "*:*/udp"));

  private static final Pattern ENTRY =
      Pattern.compile("(\\*|[^\\s,*]+):(\\*|([1-9][0-9]{0,4}))(/udp)?");

  private static final int HIGHEST_PORT = 65_535;

  public PermitOpen {
    entries = List.copyOf(entries);
  }

  public static PermitOpen of(List<String> entries) {
    return new PermitOpen(entries.stream().map(String::strip).filter(e -> !e.isEmpty()).toList());
  }

  /** Whether the text is an entry that can match anything; an operator's mistake is none. */
  public static boolean isEntry(String text) {
    Matcher entry = ENTRY.matcher(text.strip());
    return entry.matches()
        && (entry.group(3) == null || Integer.parseInt(entry.group(3)) <= HIGHEST_PORT);
  }

  /** Reads a comma-separated list. */
  public static PermitOpen parse(String list) {
    return of(Arrays.asList(list.split(",", -1)));
  }

  public boolean permits(ServiceAddress service) {
    return permits(service.host(), service.port(), service.transport());
  }

  /** Of a TCP service. */
  public boolean permits(String host, int port) {
    return permits(host, port, Transport.TCP);
  }

  /** Also of hosts that are not checked: one with a wildcard of its own must not match. */
  private boolean permits(String host, int port, Transport transport) {
    String suffix = transport.suffix();
    return host.indexOf('*') < 0
        && (entries.contains(host + ":" + port + suffix)
            || entries.contains("*:" + port + suffix)
            || entries.contains(host + ":*" + suffix)
            || entries.contains("*:*" + suffix));
  }

  /** As the daemon's refusals print it: {@code [a, b]}. */
  @Override
  public String toString() {
    return entries.toString();
  }
}
