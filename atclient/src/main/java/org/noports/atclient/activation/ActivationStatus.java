package org.noports.atclient.activation;

import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.TrustRoots;
import org.noports.protocol.name.AtSign;

/** How far an atSign is from being usable (atclient.md 6.2, 7.2); in the order of exit codes. */
public enum ActivationStatus {
  ACTIVATED,
  NO_PUBLIC_KEY,
  SERVER_UNREACHABLE,
  NOT_IN_DIRECTORY,
  DIRECTORY_UNREACHABLE;

  /** Asks directory and atServer, without logging in. */
  public static ActivationStatus of(AtSign atSign, DirectoryAddress directory, TrustRoots trust) {
    throw new UnsupportedOperationException("not built yet");
  }
}
