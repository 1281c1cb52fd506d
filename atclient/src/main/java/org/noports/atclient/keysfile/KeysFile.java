package org.noports.atclient.keysfile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.KeysFileProblem;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.keys.AtKeysDocument;
import org.noports.protocol.keys.KeysDocumentException;
import org.noports.protocol.name.AtSign;

/** Reads and writes keys files (atclient.md 3). Stateless. */
public final class KeysFile {
  private static final System.Logger LOG = System.getLogger(KeysFile.class.getName());

  /** What others than the owner must not have. */
  private static final Set<PosixFilePermission> FOREIGN =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private KeysFile() {}

  /** {@code <home>/.atsign/keys/<@atsign>_key.atKeys}. */
  public static Path defaultPath(Path home, AtSign atSign) {
    return home.resolve(".atsign").resolve("keys").resolve(fileName(atSign));
  }

  /** {@code <@atsign>_key.atKeys}. */
  public static String fileName(AtSign atSign) {
    return atSign.text() + "_key.atKeys";
  }

  /** Reads the file; {@link KeysFileProblem} says what is wrong with it. */
  public static AtKeys read(Path file, AtSign atSign, @Nullable String passphrase) {
    String text = text(file, atSign);
    warnWhenOthersMayRead(file);
    try {
      return AtKeysDocument.parse(atSign, text, passphrase);
    } catch (KeysDocumentException e) {
      KeysFileProblem.Kind kind = kind(e);
      throw new KeysFileProblem(
          kind,
          "%s (%s)%s"
              .formatted(
                  e.getMessage(),
                  file,
                  kind == KeysFileProblem.Kind.DAMAGED
                      ? "; use a backup of it, or name another with -k"
                      : ""),
          e);
    } catch (CryptoException e) {
      throw new KeysFileProblem(
          passphrase == null ? KeysFileProblem.Kind.DAMAGED : KeysFileProblem.Kind.PASSPHRASE_WRONG,
          "the keys file %s of %s cannot be opened: %s".formatted(file, atSign, e.getMessage()),
          e);
    }
  }

  /** Whether the file can only be read with a passphrase. */
  public static boolean isProtected(Path file, AtSign atSign) {
    return AtKeysDocument.isProtected(text(file, atSign));
  }

  private static String text(Path file, AtSign atSign) {
    try {
      if (Files.isDirectory(file)) {
        throw problem(
            KeysFileProblem.Kind.UNREADABLE,
            "the keys file %s is a directory; name a file in it with -k".formatted(file));
      }
      if (Files.size(file) > AtKeysDocument.MAX_LENGTH) {
        throw problem(
            KeysFileProblem.Kind.DAMAGED,
            "%s is too large to be the keys file of %s".formatted(file, atSign));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new KeysFileProblem(
          KeysFileProblem.Kind.MISSING,
          "no keys file of %s at %s; activate or enrol it with at_activate, or name its file with -k"
              .formatted(atSign, file),
          e);
    } catch (AccessDeniedException e) {
      throw new KeysFileProblem(
          KeysFileProblem.Kind.UNREADABLE,
          "the keys file %s of %s may not be read by this user; check its owner and mode"
              .formatted(file, atSign),
          e);
    } catch (CharacterCodingException e) {
      throw new KeysFileProblem(
          KeysFileProblem.Kind.DAMAGED,
          "the keys file %s of %s is damaged: it is not text; use a backup".formatted(file, atSign),
          e);
    } catch (IOException e) {
      throw new KeysFileProblem(
          KeysFileProblem.Kind.UNREADABLE,
          "the keys file %s of %s cannot be read: %s".formatted(file, atSign, e.getMessage()),
          e);
    }
  }

  private static KeysFileProblem.Kind kind(KeysDocumentException e) {
    return switch (e.problem()) {
      case NOT_JSON, MISSING_FIELD, DAMAGED, UNKNOWN_PROTECTION, VERSIONED ->
          KeysFileProblem.Kind.DAMAGED;
      case PASSPHRASE_NEEDED -> KeysFileProblem.Kind.PASSPHRASE_NEEDED;
      case WRONG_PASSPHRASE -> KeysFileProblem.Kind.PASSPHRASE_WRONG;
      case OTHER_ATSIGN -> KeysFileProblem.Kind.OTHER_ATSIGN;
    };
  }

  private static void warnWhenOthersMayRead(Path file) {
    try {
      Set<PosixFilePermission> given = EnumSet.copyOf(FOREIGN);
      given.retainAll(Files.getPosixFilePermissions(file));
      if (!given.isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the keys file {0} is open to other users of this machine; run: chmod 600 {0}",
            file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "this file system shows no modes", e);
    }
  }

  private static KeysFileProblem problem(KeysFileProblem.Kind kind, String message) {
    return new KeysFileProblem(kind, message);
  }

  /** Writes a new file, mode 0600, flushed to disk; never over an existing one. */
  public static void write(Path file, AtKeys keys, @Nullable String passphrase) {
    write(file, keys, passphrase, new SecureRandom());
  }

  /** As the other, with the randomness for a passphrase-protected file. */
  public static void write(
      Path file, AtKeys keys, @Nullable String passphrase, SecureRandom random) {
    String text =
        passphrase == null
            ? AtKeysDocument.write(keys)
            : AtKeysDocument.writeProtected(keys, passphrase, Iv.random(random));
    new NewSecretFile(file).write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Fails when {@link #write} would: the file exists, or its directory cannot be made or written
   * to. To be asked before anything that cannot be taken back.
   */
  public static void requireWritable(Path file) {
    new NewSecretFile(file).requireWritable();
  }
}
