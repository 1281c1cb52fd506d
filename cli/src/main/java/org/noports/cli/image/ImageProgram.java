package org.noports.cli.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.cli.reference.SharedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code noports image}: finishes the image it runs from. Completions and man pages are written,
 * the libraries get a form that starts quickly, then the start-up cache is made; without that
 * everything works, only later.
 */
@Command(
    name = "image",
    customSynopsis = "noports image",
    description = "Finishes this image; part of packaging.")
public final class ImageProgram implements Program {
  private final Supplier<List<ProgramReference>> programs;

  @Mixin private LogOptions log = new LogOptions();

  public ImageProgram(Supplier<List<ProgramReference>> programs) {
    this.programs = programs;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    Path image = Path.of(property("noports.image"));
    Path launcher = Path.of(property("noports.programs"), "noports");
    try {
      SharedFiles.write(image, programs.get());
      for (Path library : libraries(image)) {
        SignatureRemoval.of(library);
        if (isOld(library)) {
          ClassFileUpgrade.of(library);
        }
      }
      new StartupCache(image.resolve("startup.aot"), launcher).make();
      return 0;
    } catch (IOException | UncheckedIOException e) {
      throw new EnvironmentProblem("The image %s stays as it is: %s".formatted(image, e), e);
    }
  }

  private static List<Path> libraries(Path image) throws IOException {
    try (Stream<Path> all = Files.walk(image.resolve("lib"))) {
      return all.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  /** Picocli is published as class files of Java 5, which the cache leaves out. */
  private static boolean isOld(Path library) {
    return library.getFileName().toString().startsWith("picocli-");
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new EnvironmentProblem("noports image is run by the launcher only");
    }
    return value;
  }
}
