package org.noports.cli.output;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Why a file can't be used, in a user's words: what Java says is the file's name once more. */
public final class FileTrouble {
  private static final int LONGEST = 200;

  private FileTrouble() {}

  /** A few words without the name of the file. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "permission denied";
      case FileSystemLoopException loop -> "its links lead in a circle";
      case FileAlreadyExistsException taken -> "there is something else of that name";
      case NotDirectoryException file -> "it is no directory";
      case CharacterCodingException coding -> "it is no UTF-8 text";
      case FileSystemException other -> orElse(other.getReason(), other);
      default -> orElse(failure.getMessage(), failure);
    };
  }

  private static String orElse(@Nullable String reason, IOException failure) {
    return OneLine.of(
        reason == null || reason.isBlank() ? failure.getClass().getSimpleName() : reason, LONGEST);
  }
}
