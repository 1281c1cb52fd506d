package org.noports.cli.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Replaces a jar by another form of it; a program that has it open keeps what it opened. */
final class LibraryRewrite {
  /** What becomes of one file of the jar. */
  @FunctionalInterface
  interface Change {
    /** Null leaves the file out. */
    byte @Nullable [] of(String name, byte[] bytes) throws IOException;
  }

  private LibraryRewrite() {}

  static void of(Path jar, Change change) throws IOException {
    Path draft = jar.resolveSibling(jar.getFileName() + ".new");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        OutputStream file = Files.newOutputStream(draft);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry old = in.getNextEntry(); old != null; old = in.getNextEntry()) {
        byte[] bytes = change.of(old.getName(), in.readAllBytes());
        if (bytes != null) {
          ZipEntry entry = new ZipEntry(old.getName());
          entry.setTime(old.getTime());
          out.putNextEntry(entry);
          out.write(bytes);
        }
      }
    }
    Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
  }
}
