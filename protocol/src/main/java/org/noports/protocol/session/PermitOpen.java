package org.noports.protocol.session;

import java.util.Arrays;
import java.util.List;

/**
 * A permit-open list (sessions.md 7.2): exact texts {@code h:p}, {@code *:p}, {@code h:*} and
 * {@code *:*}, nothing else; no case folding, no name resolution. An empty list permits nothing.
 */
public record PermitOpen(List<String> entries) {
  /** What is permitted to a manager before the daemon's own list is asked. */
  public static final PermitOpen EVERYTHING = new PermitOpen(List.of("*:*"));

  public PermitOpen {
    entries = List.copyOf(entries);
  }

  public static PermitOpen of(List<String> entries) {
    return new PermitOpen(entries.stream().map(String::strip).filter(e -> !e.isEmpty()).toList());
  }

  /** Reads a comma-separated list. */
  public static PermitOpen parse(String list) {
    return of(Arrays.asList(list.split(",", -1)));
  }

  public boolean permits(ServiceAddress service) {
    return permits(service.host(), service.port());
  }

  /** The host must already be free of wildcards: {@link ServiceAddress} sees to it. */
  public boolean permits(String host, int port) {
    return host.indexOf('*') < 0
        && (entries.contains(host + ":" + port)
            || entries.contains("*:" + port)
            || entries.contains(host + ":*")
            || entries.contains("*:*"));
  }

  /** As the daemon's refusals print it: {@code [a, b]}. */
  @Override
  public String toString() {
    return entries.toString();
  }
}
