package org.noports.cli.image;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.noports.atserver.AtServerConfig;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.up.Layout;
import org.noports.cli.up.PrivateServers;
import org.noports.cli.up.TemporaryDirectory;

/**
 * Makes the cache of loaded classes that the launcher starts programs with (JEP 483, 514). A
 * process of the launcher's own making runs real sessions ({@link TrainingProgram}) and is
 * recorded; the atServers it needs run in this process, because a client never loads their classes
 * and their signed libraries would hold up its start.
 */
final class StartupCache {
  /** Recording and writing take some 10 s; a build does not wait for ever for a luxury. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path cache;
  private final Path launcher;

  StartupCache(Path cache, Path launcher) {
    this.cache = cache;
    this.launcher = launcher;
  }

  void make() throws IOException, InterruptedException {
    try (TemporaryDirectory directory = TemporaryDirectory.create("noports-image-")) {
      Layout layout = Layout.prepare(directory.path().resolve("system"));
      try (PrivateServers servers =
          PrivateServers.start(
              layout,
              AtServerConfig.onLoopback(layout.server()),
              new LinkedHashSet<>(TrainingProgram.AT_SIGNS),
              new SecureRandom())) {
        servers.activateAll();
        Path draft = directory.path().resolve("startup.aot");
        record(servers.variables(), directory.path(), draft);
        Files.move(draft, cache, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void record(Map<String, String> system, Path directory, Path draft)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    ProcessBuilder training =
        new ProcessBuilder(List.of("/bin/sh", launcher.toString(), "training"))
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(log.toFile())
            .redirectErrorStream(true);
    training.environment().putAll(system);
    training
        .environment()
        .putAll(
            Map.of(
                "HOME", directory.toString(),
                "NOPORTS_BUILD", "never",
                "NOPORTS_JAVA", System.getProperty("java.home"),
                "NOPORTS_TRAINING", draft.toString()));
    Process process = training.start();
    try {
      if (!process.waitFor(LIMIT) || process.exitValue() != 0 || !Files.exists(draft)) {
        throw new EnvironmentProblem(
            "No start-up cache was made, so programs start more slowly: " + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
