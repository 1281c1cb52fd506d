package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.noports.atclient.AtClientException;
import org.noports.atclient.Moderation;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.DaemonMessage;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.wire.NetworkText;

/**
 * Tells of senders that are not authorised, or send too much: in the log, and to the sender itself
 * unless the daemon is hidden (docs/extensions/refusals.md). Of one sender some refusals at once
 * and then one every 2 s are told: whoever floods the daemon fills neither its log nor its
 * atServer. Thread-safe.
 */
final class RefusedSenders {
  private static final int AT_ONCE = 8;
  private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(2);
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final DeviceName device;
  private final boolean silent;
  private final Moderation refusals;
  private final Moderation drops;

  RefusedSenders(DaemonEdge edge, DaemonConfig config, InstantSource clock) {
    this.edge = edge;
    this.device = config.device();
    this.silent = config.hide();
    this.refusals = new Moderation(AT_ONCE, ONE_MORE_AFTER, clock);
    this.drops = new Moderation(AT_ONCE, ONE_MORE_AFTER, clock);
  }

  /** More messages than are handled at a time: nobody is told but the log. */
  void tooMany(AtSign sender, DaemonMessage kind) {
    if (drops.permits(sender)) {
      LOG.log(
          Level.ERROR, () -> "%s of %s dropped: too many at a time".formatted(kind.text(), sender));
    }
  }

  void refuse(AtSign sender, Access.Denied denied) {
    if (!refusals.permits(sender)) {
      return;
    }
    String reason = NetworkText.escaped(denied.reason());
    LOG.log(
        Level.ERROR,
        () -> "Notification ignored from %s which is not authorized: %s".formatted(sender, reason));
    if (silent) {
      return;
    }
    try {
      edge.notify(MessageName.refusal(sender, device, edge.atSign()), reason, Reply.SHORT_LIVED);
    } catch (AtClientException e) {
      LOG.log(Level.INFO, () -> sender + " is not told that it is refused", e);
    }
  }
}
