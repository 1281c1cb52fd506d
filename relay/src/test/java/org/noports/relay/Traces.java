package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds that a session could leave behind: open files (sockets among them).
 *
 * @param files open now
 */
record Traces(long files) {
  static Traces now() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new Traces(files.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void assertNoMoreThan(Traces before) {
    assertThat(files).as("open files").isLessThanOrEqualTo(before.files());
  }
}
