package org.noports.atserver.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed.
 *
 * @param platform whether the roots of the Java platform count
 * @param files PEM files of further roots
 */
public record TrustRoots(boolean platform, List<Path> files) {
  public TrustRoots {
    files = List.copyOf(files);
  }

  public static TrustRoots platformAnd(@Nullable Path caFile) {
    return new TrustRoots(true, caFile == null ? List.of() : List.of(caFile));
  }

  public static TrustRoots only(Path caFile) {
    return new TrustRoots(false, List.of(caFile));
  }

  /** Those of a further file, too. */
  public TrustRoots and(@Nullable Path caFile) {
    if (caFile == null) {
      return this;
    }
    List<Path> all = new ArrayList<>(files);
    all.add(caFile);
    return new TrustRoots(platform, all);
  }
}
