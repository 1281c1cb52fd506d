package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.DaemonMessage;

/**
 * Takes each message for this device, in the order of sessions.md 1.2: authorise the sender, then
 * see what kind of message it is, then hand it to a thread of its own. A sender who is not
 * authorised gets no answer at all. Used by one thread.
 */
final class Mailbox {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Subscription subscription;
  private final DeviceName device;
  private final Authorizer authorizer;
  private final FairWorkers workers;
  private final Handlers handlers;

  /** Who serves each kind. */
  record Handlers(Pings pings, NptRequests nptRequests, @Nullable SshService ssh) {}

  Mailbox(
      Subscription subscription,
      DeviceName device,
      Authorizer authorizer,
      FairWorkers workers,
      Handlers handlers) {
    this.subscription = subscription;
    this.device = device;
    this.authorizer = authorizer;
    this.workers = workers;
    this.handlers = handlers;
  }

  /** Serves until the subscription is closed or the thread interrupted. */
  void run() {
    try {
      while (true) {
        accept(subscription.take());
      }
    } catch (ClientClosed e) {
      LOG.log(Level.DEBUG, "The daemon's subscription was closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(ReceivedNotification received) throws InterruptedException {
    String value = received.value();
    switch (authorizer.decide(received.from())) {
      case Access.Denied(String reason) ->
          LOG.log(
              Level.ERROR,
              () ->
                  "Notification ignored from %s which is not authorized: %s"
                      .formatted(received.from(), NetworkText.escaped(reason)));
      case Access.Granted access -> {
        DaemonMessage kind = DaemonMessage.of(received.key(), device);
        if (kind != null && value != null) {
          start(kind, new Message(received.from(), value, received.at(), access));
        }
      }
    }
  }

  private void start(DaemonMessage kind, Message message) throws InterruptedException {
    if (!workers.submit(message.from(), () -> handle(kind, message))) {
      LOG.log(
          Level.WARNING,
          () -> "%s of %s dropped: too many at a time".formatted(kind.text(), message.from()));
    }
  }

  private void handle(DaemonMessage kind, Message message) {
    try {
      switch (kind) {
        case PING -> handlers.pings().handle(message);
        case NPT_REQUEST -> handlers.nptRequests().handle(message);
        case SSH_REQUEST, SSH_PUBLIC_KEY -> handleSsh(kind, message);
        case RELAY_LATENCY_REQUEST, PRIVATE_KEY, SSHD -> ignore(kind, message);
      }
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "%s of %s failed".formatted(kind.text(), message.from()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // One message's defect must not end the daemon; it is ours, so it is told in full.
      LOG.log(Level.ERROR, () -> "%s of %s failed".formatted(kind.text(), message.from()), e);
    }
  }

  private void handleSsh(DaemonMessage kind, Message message) throws InterruptedException {
    SshService ssh = handlers.ssh();
    if (ssh == null) {
      ignore(kind, message);
    } else if (kind == DaemonMessage.SSH_REQUEST) {
      ssh.requests().handle(message);
    } else {
      ssh.publicKeys().handle(message);
    }
  }

  private static void ignore(DaemonMessage kind, Message message) {
    LOG.log(
        Level.WARNING,
        () -> "%s of %s ignored: not offered".formatted(kind.text(), message.from()));
  }
}
