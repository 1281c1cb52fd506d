package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.DaemonMessage;

/**
 * Takes each message for this device and hands it to a thread of its own, in the order of
 * sessions.md 1.2: the sender is authorised before anything of the message is looked at but its
 * key. Messages of managers are never held up by those of others. Used by one thread.
 */
final class Mailbox {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Subscription subscription;
  private final DeviceName device;
  private final Reception reception;
  private final Handlers handlers;
  private volatile boolean open = true;

  /**
   * Who receives messages.
   *
   * @param guests decides about senders that are no managers
   */
  record Reception(
      Managers managers,
      FairWorkers forManagers,
      Authorizer guests,
      FairWorkers forGuests,
      RefusedSenders refused) {}

  /** Who serves each kind. */
  record Handlers(
      Pings pings,
      NptRequests nptRequests,
      RelayLatencies relayLatencies,
      @Nullable SshService ssh) {}

  Mailbox(Subscription subscription, DeviceName device, Reception reception, Handlers handlers) {
    this.subscription = subscription;
    this.device = device;
    this.reception = reception;
    this.handlers = handlers;
  }

  /** Whether messages are taken. */
  boolean isOpen() {
    return open;
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
    } finally {
      open = false;
    }
  }

  private void accept(ReceivedNotification received) throws InterruptedException {
    DaemonMessage kind = DaemonMessage.of(received.key(), device);
    String value = received.value();
    if (kind == null || value == null) {
      return;
    }
    AtSign sender = received.from();
    boolean taken =
        switch (reception.managers().decide(sender)) {
          case Access.Granted access -> {
            Message message = new Message(sender, value, received.at(), access);
            yield reception.forManagers().submit(sender, () -> handle(kind, message));
          }
          case Access.Denied ignored ->
              reception
                  .forGuests()
                  .submit(sender, () -> receive(kind, sender, value, received.at()));
        };
    if (!taken) {
      reception.refused().tooMany(sender, kind);
    }
  }

  private void receive(DaemonMessage kind, AtSign sender, String value, Instant at) {
    try {
      switch (reception.guests().decide(sender)) {
        case Access.Granted access -> handle(kind, new Message(sender, value, at, access));
        case Access.Denied denied -> reception.refused().refuse(sender, denied);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(DaemonMessage kind, Message message) {
    try {
      switch (kind) {
        case PING -> handlers.pings().handle(message);
        case NPT_REQUEST -> handlers.nptRequests().handle(message);
        case SSH_REQUEST, SSH_PUBLIC_KEY -> handleSsh(kind, message);
        case RELAY_LATENCY_REQUEST -> handlers.relayLatencies().handle(message);
        case PRIVATE_KEY, SSHD -> ignore(kind, message);
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
