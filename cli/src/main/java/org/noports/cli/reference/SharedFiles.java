package org.noports.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.noports.cli.options.ProgramReference;

/**
 * What an image has for shells and {@code man}, in the places where they look below a prefix, and
 * the usage texts for its launcher, which prints them without starting Java.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /** Writes {@code share/} below the image. */
  public static void write(Path image, List<ProgramReference> programs) throws IOException {
    for (Shell shell : Shell.values()) {
      write(image.resolve(shell.place()), shell.script(programs));
    }
    for (ProgramReference program : programs) {
      write(
          image.resolve("share/man/man1/" + CallNames.page(program) + ".1"),
          ManPage.of(program, programs));
      if (!program.name().contains(" ")) {
        write(image.resolve("share/noports/help/" + program.name()), program.usage());
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
