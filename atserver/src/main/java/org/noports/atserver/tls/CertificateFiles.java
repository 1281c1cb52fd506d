package org.noports.atserver.tls;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.noports.atserver.AtServerException;

/**
 * A certificate and its key that somebody else renews: a chain and a PKCS#8 key, both PEM.
 *
 * @param chain the server's certificate first
 */
public record CertificateFiles(Path chain, Path key) {

  /** The identity in these files, read anew when they change. */
  public IdentitySource watched(InstantSource clock) {
    return new Watched(this, clock);
  }

  private TlsIdentity read() {
    TlsIdentity identity = new TlsIdentity(PemFile.privateKey(key), PemFile.certificates(chain));
    if (!KeyMatch.matches(identity)) {
      throw new AtServerException("The key in " + key + " is not that of " + chain);
    }
    return identity;
  }

  private Stamp stamp() throws IOException {
    return new Stamp(
        Files.getLastModifiedTime(chain),
        Files.size(chain),
        Files.getLastModifiedTime(key),
        Files.size(key));
  }

  /** What shows that a file was replaced. */
  private record Stamp(FileTime chainTime, long chainSize, FileTime keyTime, long keySize) {}

  /**
   * Looks at the files at most once a second, when a handshake asks. While they can't be read, or
   * do not belong together because they are just being replaced, the last good pair goes on.
   * Thread-safe: {@code held} is replaced as a whole, and two that read at once read the same.
   */
  private static final class Watched implements IdentitySource {
    private static final System.Logger LOG = System.getLogger(CertificateFiles.class.getName());
    private static final long LOOK_MILLIS = 1_000;

    private record Held(TlsIdentity identity, Stamp stamp, Stamp refused, long lookedAt) {}

    private final CertificateFiles files;
    private final InstantSource clock;
    private final AtomicReference<Held> held;

    Watched(CertificateFiles files, InstantSource clock) {
      this.files = files;
      this.clock = clock;
      try {
        Stamp stamp = files.stamp();
        held = new AtomicReference<>(new Held(files.read(), stamp, stamp, clock.millis()));
      } catch (IOException e) {
        throw new AtServerException("The certificate " + files.chain + " can't be read: " + e, e);
      }
    }

    @Override
    public TlsIdentity current() {
      Held now = held.get();
      long time = clock.millis();
      if (time - now.lookedAt < LOOK_MILLIS && time >= now.lookedAt) {
        return now.identity;
      }
      held.compareAndSet(now, looked(now, time));
      return held.get().identity;
    }

    private Held looked(Held before, long time) {
      Stamp stamp;
      try {
        stamp = files.stamp();
      } catch (IOException e) {
        return new Held(before.identity, before.stamp, before.refused, time);
      }
      if (stamp.equals(before.stamp) || stamp.equals(before.refused)) {
        return new Held(before.identity, before.stamp, before.refused, time);
      }
      try {
        TlsIdentity read = files.read();
        LOG.log(INFO, "Took over the certificate in " + files.chain);
        return new Held(read, stamp, stamp, time);
      } catch (AtServerException e) {
        LOG.log(WARNING, "The certificate stays as it was: " + e.getMessage());
        return new Held(before.identity, before.stamp, stamp, time);
      }
    }
  }
}
