package org.noports.atserver.hostile;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short search for what breaks the reading of lines or any verb, in every build. */
class FuzzTest {
  @TempDir Path directory;

  @Test
  void noBytesBreakTheReadingOfLines() throws Exception {
    new Fuzzer(FuzzedLines.class, "lines.txt", directory).run();
  }

  @Test
  void noCommandBreaksAVerb() throws Exception {
    new Fuzzer(FuzzedVerbs.class, "verbs.txt", directory).run();
  }
}
