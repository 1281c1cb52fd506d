package org.noports.atserver.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed.
 *
 * @param platform whether the roots of the Java platform count
 * @param caFile a PEM file of further roots, or null
 */
public record TrustRoots(boolean platform, @Nullable Path caFile) {
  public static TrustRoots platformAnd(@Nullable Path caFile) {
    return new TrustRoots(true, caFile);
  }

  public static TrustRoots only(Path caFile) {
    return new TrustRoots(false, caFile);
  }
}
