package org.noports.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Who may touch files that are only safe with their owner. Stateless. */
final class FileModes {
  private static final Set<PosixFilePermission> FOREIGN_READING =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
  private static final Set<PosixFilePermission> FOREIGN_WRITING =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private FileModes() {}

  /** A secret: nobody else may read or write it. */
  static void requireSecret(Report report, String check, Path file) {
    if (open(file, FOREIGN_READING) || open(file, FOREIGN_WRITING)) {
      report.wrong(check, file + " is open to other users of this machine", "chmod 600 " + file);
    } else {
      report.ok(check, file + " is its owner's only");
    }
  }

  /** What decides whom sshd lets in: it ignores what others may write. */
  static void requireUnwritable(Report report, String check, Path file, String mode) {
    if (open(file, FOREIGN_WRITING)) {
      report.wrong(
          check,
          file + " can be written by others, so sshd ignores it",
          "chmod " + mode + " " + file);
    }
  }

  private static boolean open(Path file, Set<PosixFilePermission> unwanted) {
    try {
      Set<PosixFilePermission> given = EnumSet.copyOf(unwanted);
      given.retainAll(Files.getPosixFilePermissions(file));
      return !given.isEmpty();
    } catch (IOException | UnsupportedOperationException e) {
      return false; // No such file, or a file system without modes.
    }
  }
}
