package org.noports.cli.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a library's signature away, and with it the digests of all its files: whatever looks
 * through the class path would read them, 800 KB with Bouncy Castle, at every start. Who packages
 * has checked what Maven got; who runs an image trusts it as a whole.
 */
final class SignatureRemoval {
  private static final Pattern SIGNATURE =
      Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)", Pattern.CASE_INSENSITIVE);

  private SignatureRemoval() {}

  /** Rewrites the jar when it is signed. */
  static void of(Path jar) throws IOException {
    if (isSigned(jar)) {
      LibraryRewrite.of(jar, SignatureRemoval::unsigned);
    }
  }

  private static boolean isSigned(Path jar) throws IOException {
    try (JarFile library = new JarFile(jar.toFile())) {
      return library.stream().anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
    }
  }

  private static byte @Nullable [] unsigned(String name, byte[] bytes) throws IOException {
    if (SIGNATURE.matcher(name).matches()) {
      return null;
    }
    return name.equals(JarFile.MANIFEST_NAME) ? necessary(bytes) : bytes;
  }

  /** What Java itself reads of a manifest on the class path. */
  private static byte[] necessary(byte[] manifest) throws IOException {
    Attributes whole = new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes();
    Manifest kept = new Manifest();
    for (Name name : new Name[] {Name.MANIFEST_VERSION, Name.MULTI_RELEASE}) {
      if (whole.containsKey(name)) {
        kept.getMainAttributes().put(name, whole.get(name));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    kept.write(out);
    return out.toByteArray();
  }
}
