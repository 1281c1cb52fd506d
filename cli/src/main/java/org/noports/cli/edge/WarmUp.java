package org.noports.cli.edge;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.noports.atclient.TrustRoots;
import org.noports.cli.output.Terminal;

/**
 * Uses the time in which the command line and the keys are read, on a thread beside, for what every
 * session needs and takes long the first time: TLS, the check of certificates, and the rules of the
 * local time. Nothing depends on its being done.
 */
public final class WarmUp {
  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final Set<String> PRINT_ONLY = Set.of("--help", "--version");

  private WarmUp() {}

  /** Begins, unless the command line is one that only prints. */
  public static void begin(List<String> arguments, Terminal terminal) {
    if (!arguments.isEmpty() && arguments.stream().noneMatch(PRINT_ONLY::contains)) {
      // Roots named on the command line are not known yet.
      boolean rootsKnown = arguments.stream().noneMatch(word -> word.startsWith("--ca-file"));
      Thread.ofPlatform()
          .daemon()
          .name("warm-up")
          .start(() -> {
            TrustRoots.platform().prepareHello();
            if (rootsKnown) {
              roots(terminal).prepareChecks();
            }
            ZoneId zone = ZoneId.systemDefault();
            LOG.log(System.Logger.Level.DEBUG, () -> "warmed up; the time zone is " + zone);
          });
    }
  }

  private static TrustRoots roots(Terminal terminal) {
    String file = terminal.variable("NOPORTS_CA");
    try {
      return file == null ? TrustRoots.platform() : TrustRoots.platformAnd(Path.of(file));
    } catch (IllegalArgumentException e) {
      // Who needs the file will say it.
      LOG.log(System.Logger.Level.DEBUG, "the CA file could not be read in advance", e);
      return TrustRoots.platform();
    }
  }
}
