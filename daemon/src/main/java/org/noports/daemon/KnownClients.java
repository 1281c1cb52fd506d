package org.noports.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.daemon.sharedfile.SharedFile;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtSign;

/**
 * Remembers the public key of each client whose signature was good, and notices when it is another
 * one (sessions.md 2.3, 8.2 16): a new key is normal after a client was set up anew, and is what a
 * taken over atServer would need. A strict daemon refuses it; any other says so and remembers it.
 *
 * <p>The file has a line for each client, {@code @alice <SHA-256 of its key>}, so that an operator
 * can take one out. Several daemons may share it. Thread-safe.
 */
final class KnownClients {
  /** Some 10,000 clients. */
  private static final int MAX_BYTES = 1 << 20;

  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Path path;
  private final SharedFile file;
  private final boolean strict;

  private KnownClients(Path path, boolean strict) {
    this.path = path;
    this.file = new SharedFile(path, MAX_BYTES);
    this.strict = strict;
  }

  /** Null when nothing is to be remembered. */
  static @Nullable KnownClients of(ClientChecks checks) {
    Path path = checks.knownClients();
    return path == null ? null : new KnownClients(path, checks.strict());
  }

  /** Compares the key and remembers it; {@link Refusal} when it is not to be trusted. */
  void check(AtSign client, RsaPublicKey key) {
    String fingerprint = Digests.sha256Hex(key.text());
    try {
      String known = fingerprint(file.content(), client);
      if (fingerprint.equals(known)) {
        return;
      }
      if (known != null && strict) {
        LOG.log(
            Level.ERROR,
            () ->
                "The public key of %s has changed; if that is right, take its line out of %s"
                    .formatted(client, path));
        throw Refusal.badSignature("it is not the one this daemon knows", null);
      }
      if (known != null) {
        LOG.log(Level.ERROR, () -> "The public key of %s has changed".formatted(client));
      }
      file.change(content -> with(content, client, fingerprint));
    } catch (IOException e) {
      LOG.log(Level.ERROR, () -> "The known clients in %s cannot be used".formatted(path), e);
      if (strict) {
        throw Refusal.keyUnavailable("this daemon cannot look up the keys it knows", e);
      }
    }
  }

  private static @Nullable String fingerprint(String content, AtSign client) {
    return content
        .lines()
        .filter(line -> isOf(line, client))
        .map(line -> line.substring(client.text().length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  private static String with(String content, AtSign client, String fingerprint) {
    List<String> lines = new ArrayList<>();
    content.lines().filter(line -> !isOf(line, client)).forEach(lines::add);
    lines.add(client.text() + " " + fingerprint);
    return String.join("\n", lines) + "\n";
  }

  private static boolean isOf(String line, AtSign client) {
    return line.startsWith(client.text() + " ");
  }
}
