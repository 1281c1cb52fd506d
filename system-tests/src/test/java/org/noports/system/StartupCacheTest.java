package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with the start-up cache that packaging makes, from an image in another place. */
class StartupCacheTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path place;

  @Test
  void theCacheOfTheImageIsUsedWhereverTheImageIs() throws Exception {
    assertThat(startsFromCache(image())).isTrue();
  }

  @Test
  void withoutCacheProgramsStartAsSilently() throws Exception {
    Path image = image();
    Files.delete(cache(image));

    assertThat(startsFromCache(image)).isFalse();
  }

  @Test
  void aCacheOfAnotherJavaIsSilentlyLeftAlone() throws Exception {
    Path image = image();
    byte[] bytes = Files.readAllBytes(cache(image));
    String start = new String(bytes, 0, 4096, StandardCharsets.ISO_8859_1);
    bytes[start.indexOf("Server VM")]++;
    Files.write(cache(image), bytes);

    assertThat(startsFromCache(image)).isFalse();
  }

  @Test
  void aCacheOfOtherLibrariesIsSilentlyLeftAlone() throws Exception {
    Path image = image();
    FileTime later =
        FileTime.from(Files.getLastModifiedTime(cache(image)).toInstant().plusSeconds(1));
    try (Stream<Path> libraries = Files.list(image.resolve("lib"))) {
      Files.setLastModifiedTime(
          libraries.filter(jar -> jar.toString().endsWith(".jar")).findAny().orElseThrow(), later);
    }

    assertThat(startsFromCache(image)).isFalse();
  }

  @Test
  void theUsageTextIsTheSameWithCacheAndWithout() throws Exception {
    Path image = image();
    String quick = help(image);
    Files.delete(cache(image));

    assertThat(quick).startsWith("Usage: npt ").isEqualTo(help(image));
  }

  private String help(Path image) throws Exception {
    RunningProgram npt =
        RunningProgram.start(
            place.resolve("logs"), "npt", List.of(image.resolve("bin/npt").toString(), "--help"));
    assertThat(npt.awaitExit(LIMIT)).isZero();
    assertThat(npt.err()).isEmpty();
    return npt.out();
  }

  /** Whether the program's classes come from the cache; it starts in silence in any case. */
  private boolean startsFromCache(Path image) throws Exception {
    Path loaded = place.resolve("loaded");
    RunningProgram npt =
        RunningProgram.start(
            place.resolve("logs"),
            "npt",
            List.of(
                "env",
                "JDK_JAVA_OPTIONS=-Xlog:class+load:file=" + loaded,
                image.resolve("bin/npt").toString(),
                "--version"));

    assertThat(npt.awaitExit(LIMIT)).isZero();
    assertThat(npt.out()).matches("Version : [^\n]*\n");
    assertThat(npt.err()).matches("NOTE: Picked up JDK_JAVA_OPTIONS[^\n]*\n");
    return Files.readString(loaded).contains("org.noports.cli.Main source: shared objects file");
  }

  private static Path cache(Path image) {
    return image.resolve("startup.aot");
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
