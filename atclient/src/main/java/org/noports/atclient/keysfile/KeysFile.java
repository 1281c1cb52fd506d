package org.noports.atclient.keysfile;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

/** Reads and writes keys files (atclient.md 3). Stateless. */
public final class KeysFile {
  private KeysFile() {}

  /** {@code <home>/.atsign/keys/<@atsign>_key.atKeys}. */
  public static Path defaultPath(Path home, AtSign atSign) {
    return home.resolve(".atsign").resolve("keys").resolve(fileName(atSign));
  }

  /** {@code <@atsign>_key.atKeys}. */
  public static String fileName(AtSign atSign) {
    return atSign.text() + "_key.atKeys";
  }

  /** Reads the file; {@link org.noports.atclient.KeysFileProblem} says what is wrong with it. */
  public static AtKeys read(Path file, AtSign atSign, @Nullable String passphrase) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Writes a new file, mode 0600, flushed to disk; never over an existing one. */
  public static void write(Path file, AtKeys keys, @Nullable String passphrase) {
    throw new UnsupportedOperationException("not built yet");
  }
}
