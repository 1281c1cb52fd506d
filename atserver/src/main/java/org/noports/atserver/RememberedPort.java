package org.noports.atserver;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A port the system once chose, kept in a file so that it stays the same after a restart. */
record RememberedPort(Path file) {
  /** The port, 0 when none is remembered. */
  int read() {
    try {
      int port = Integer.parseInt(Files.readString(file).strip());
      return port >= 1 && port <= 65_535 ? port : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | NumberFormatException e) {
      throw new AtServerException(
          "The file " + file + " does not hold a port. Remove it to have one chosen.", e);
    }
  }

  void write(int port) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, port + "\n");
      try {
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new AtServerException("The file " + file + " can't be written: " + e.getMessage(), e);
    }
  }
}
