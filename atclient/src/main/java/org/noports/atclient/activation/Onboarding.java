package org.noports.atclient.activation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.TrustRoots;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

/** Activates an atSign with its CRAM secret (atclient.md 6.3). */
public final class Onboarding {
  private Onboarding() {}

  /**
   * Activates the atSign and gives its keys, which are then in the file too. Refuses when the file
   * exists or the atSign is activated already.
   */
  public static AtKeys onboard(
      AtSign atSign,
      String cramSecret,
      DirectoryAddress directory,
      TrustRoots trust,
      Path keysFile,
      @Nullable String passphrase) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As the other, without a passphrase. */
  public static AtKeys onboard(
      AtSign atSign,
      String cramSecret,
      DirectoryAddress directory,
      TrustRoots trust,
      Path keysFile) {
    return onboard(atSign, cramSecret, directory, trust, keysFile, null);
  }
}
