package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with the start-up cache that packaging makes, from an image in another place. */
class StartupCacheTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** With it, a Java that can't use the cache ends instead of starting without. */
  private static final String INSIST = "JDK_JAVA_OPTIONS=-XX:AOTMode=on";

  @TempDir private Path place;

  @Test
  void theCacheOfTheImageIsUsedWhereverTheImageIs() throws Exception {
    RunningProgram npt = version(image(), INSIST);

    assertThat(npt.awaitExit(LIMIT)).as("%s%n%s", npt.out(), npt.err()).isZero();
    assertThat(npt.out()).startsWith("Version : ");
  }

  @Test
  void withoutCacheProgramsStartAsSilently() throws Exception {
    Path image = image();
    Files.delete(image.resolve("startup.aot"));

    assertStartsSilently(image);
  }

  @Test
  void aCacheThatDoesNotFitIsSilentlyLeftAlone() throws Exception {
    Path image = image();
    Path cache = image.resolve("startup.aot");
    byte[] bytes = Files.readAllBytes(cache);
    bytes[64] ^= 1; // The header names the Java it was made with.
    bytes[80] ^= 1;
    Files.write(cache, bytes);

    assertThat(version(image, INSIST).awaitExit(LIMIT)).isNotZero();
    assertStartsSilently(image);
  }

  private void assertStartsSilently(Path image) throws Exception {
    RunningProgram npt = version(image, "NOPORTS_BUILD=never");

    assertThat(npt.awaitExit(LIMIT)).isZero();
    assertThat(npt.out()).matches("Version : [^\n]*\n");
    assertThat(npt.err()).isEmpty();
  }

  private RunningProgram version(Path image, String variable) throws IOException {
    return RunningProgram.start(
        place.resolve("logs"),
        "npt",
        List.of("env", variable, image.resolve("bin/npt").toString(), "--version"));
  }

  /** What a release would hold, copied with its times: the cache knows its libraries by them. */
  private Path image() throws IOException {
    Path root = Path.of(System.getProperty("noports.root"));
    Path built = root.resolve("cli/target/noports");
    Path copy = place.resolve("image");
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(built.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.copy(
        root.resolve("noports"), copy.resolve("noports"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectory(copy.resolve("bin"));
    Files.createSymbolicLink(copy.resolve("bin/npt"), Path.of("../noports"));
    return copy;
  }
}
