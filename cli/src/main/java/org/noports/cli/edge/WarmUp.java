package org.noports.cli.edge;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.noports.atclient.TrustRoots;

/**
 * Uses the time in which the command line and the keys are read, on a thread beside, for what every
 * session needs and takes long the first time: TLS, and the rules of the local time. Nothing
 * depends on its being done.
 */
public final class WarmUp {
  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final Set<String> PRINT_ONLY = Set.of("--help", "--version");

  private WarmUp() {}

  /** Begins, unless the command line is one that only prints. */
  public static void begin(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.stream().noneMatch(PRINT_ONLY::contains)) {
      Thread.ofPlatform()
          .daemon()
          .name("warm-up")
          .start(() -> {
            TrustRoots.platform().prepare();
            ZoneId zone = ZoneId.systemDefault();
            LOG.log(System.Logger.Level.DEBUG, () -> "warmed up; the time zone is " + zone);
          });
    }
  }
}
