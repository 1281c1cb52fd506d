package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.Undecipherable;
import org.noports.protocol.envelope.SigningKeyUri;

/**
 * Sees to it that relays find the key with which this daemon answers their challenges (sessions.md
 * 2.4, 3.5): published at the start, and again when it is gone after the connection was. Without it
 * the daemon proves itself by a signed line only, and says so. Thread-safe.
 */
final class OwnSigningKey {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile @Nullable SigningKeyUri published;

  OwnSigningKey(DaemonEdge edge) {
    this.edge = edge;
  }

  /** Where it is published; null when it is not. */
  @Nullable SigningKeyUri uri() {
    return published;
  }

  void publish() {
    try {
      published = edge.publishSigningKey();
    } catch (Undecipherable e) {
      published = null;
      warn(e);
    } catch (AtClientException e) {
      // What was published before most likely still is: only the server can't be asked.
      warn(e);
    }
  }

  /** Checks on a thread of its own, for a caller that must not block; one check at a time. */
  void publishInBackground() {
    if (checking.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("daemon signing key " + edge.atSign())
          .start(() -> {
            try {
              publish();
            } finally {
              checking.set(false);
            }
          });
    }
  }

  private void warn(AtClientException e) {
    LOG.log(
        Level.WARNING,
        () ->
            published == null
                ? "The signing key of this daemon is not published, no relay auth mode 'escr'"
                : "Whether the signing key of this daemon is still published is not known",
        e);
  }
}
