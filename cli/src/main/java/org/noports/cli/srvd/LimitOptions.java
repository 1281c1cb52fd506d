package org.noports.cli.srvd;

import java.time.Duration;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.UsageProblem;
import org.noports.relay.RelayLimits;
import picocli.CommandLine.Option;

/** How much a relay serves at a time, and what it gives up for being idle. */
final class LimitOptions {
  @Option(
      names = "--max-sessions",
      paramLabel = "<number>",
      defaultValue = "4096",
      description = "Sessions at a time (default 4096).")
  private int sessions;

  @Option(
      names = "--max-sessions-per-atsign",
      paramLabel = "<number>",
      defaultValue = "64",
      description = "Sessions of one client at a time (default 64).")
  private int sessionsPerAtSign;

  @Option(
      names = "--max-requests-per-second",
      paramLabel = "<number>",
      defaultValue = "50",
      description =
          "Requests of one client a second, of which ten seconds' may come at once (default 50; 0:"
              + " any number).")
  private int requestsPerSecond;

  @Option(
      names = "--max-connections",
      paramLabel = "<number>",
      defaultValue = "1024",
      description = "Connections of one session at a time, both sides (default 1024).")
  private int connections;

  @Option(
      names = "--max-unproved",
      paramLabel = "<number>",
      defaultValue = "8192",
      description =
          "Connections of all sessions that have not yet proved whose they are (default 8192).")
  private int unproved;

  @Option(
      names = "--max-waiting-mib",
      paramLabel = "<MiB>",
      defaultValue = "64",
      description =
          "Memory for what connections of all sessions say before they have a partner (default 64).")
  private int waitingMebibytes;

  @Option(
      names = "--idle-timeout",
      paramLabel = "<time>",
      converter = DurationConverter.class,
      defaultValue = "0",
      description =
          "Close a pair of connections that has carried nothing for so long, except the first of a"
              + " session (default 0: never).")
  private Duration pairIdle = Duration.ZERO;

  @Option(
      names = "--session-idle-timeout",
      paramLabel = "<time>",
      converter = DurationConverter.class,
      defaultValue = "0",
      description = "End a session that has carried nothing for so long (default 0: never).")
  private Duration sessionIdle = Duration.ZERO;

  RelayLimits limits() {
    if (sessions < 1 || sessionsPerAtSign < 1 || connections < 2) {
      throw new UsageProblem(
          "--max-sessions and --max-sessions-per-atsign are at least 1, --max-connections 2");
    }
    if (requestsPerSecond < 0 || requestsPerSecond > 1_000_000) {
      throw new UsageProblem("--max-requests-per-second is from 0 to 1000000");
    }
    if (unproved < 2 || waitingMebibytes < 1) {
      throw new UsageProblem("--max-unproved is at least 2, --max-waiting-mib 1");
    }
    return RelayLimits.DEFAULT
        .with()
        .sessions(sessions)
        .sessionsPerAtSign(sessionsPerAtSign)
        .requestsPerSecond(requestsPerSecond)
        .connectionsPerSession(connections)
        .unauthenticated(unproved)
        .waitingMemory((long) waitingMebibytes * 1024 * 1024)
        .pairIdle(pairIdle)
        .sessionIdle(sessionIdle)
        .build();
  }
}
