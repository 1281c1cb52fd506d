package org.noports.atclient;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * Which certificate authorities a program trusts: the platform's, and those of one more PEM file.
 * There is no way to trust everybody. Thread-safe.
 */
public final class TrustRoots {
  private TrustRoots() {}

  public static TrustRoots platform() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** IllegalArgumentException when the file cannot be read or holds no certificate. */
  public static TrustRoots platformAnd(Path pemFile) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The context of client connections. */
  public SSLContext context() {
    throw new UnsupportedOperationException("not built yet");
  }
}
