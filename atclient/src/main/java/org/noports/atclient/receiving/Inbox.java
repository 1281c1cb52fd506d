package org.noports.atclient.receiving;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.sharing.IncomingNotifications;
import org.noports.atclient.sharing.RecentMap;
import org.noports.atclient.supervisor.MonitorSupervisor;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.KeyKind;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.wire.NetworkText;

/**
 * Takes every notification of the monitor, drops what is not for us, not from whom it says, or was
 * here before, decrypts the rest and puts it into the mailboxes that want it (atclient.md 5.5).
 *
 * <p>{@link #receive} runs on the reader threads of monitor connections (two for a moment, when one
 * replaces the other) and never waits: a value whose key must be asked of a server is opened in its
 * sender's lane ({@link LookUpLanes}), or dropped when there is no room.
 */
public final class Inbox implements MonitorSupervisor.Receiver, AutoCloseable {
  /** More than arrive between a lost connection and its replay. */
  private static final int IDS_REMEMBERED = 10_000;

  private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

  private final AtSign self;
  private final IncomingNotifications incoming;
  private final int mailboxCapacity;
  private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
  private final RecentMap<Id, Boolean> seen = new RecentMap<>(IDS_REMEMBERED);
  private final Position position = new Position();
  private final LookUpLanes lookUps;
  private volatile boolean closed;

  /** Ids are chosen by senders, so they are unique at best for one of them. */
  private record Id(AtSign from, String id) {}

  public Inbox(AtSign self, IncomingNotifications incoming, int mailboxCapacity) {
    this.self = self;
    this.incoming = incoming;
    this.mailboxCapacity = mailboxCapacity;
    this.lookUps = new LookUpLanes("atclient " + self + " key of");
  }

  public Subscription subscribe(Pattern keyRegex) {
    Mailbox mailbox = new Mailbox(keyRegex, mailboxCapacity, mailboxes::remove);
    mailboxes.add(mailbox);
    if (closed) {
      mailbox.close();
      throw new ClientClosed("the client of " + self + " is closed");
    }
    return mailbox;
  }

  @Override
  public @Nullable Long resumeFrom() {
    return position.resumeFrom();
  }

  @Override
  public void receive(String json) {
    try {
      Notification notification = Notification.parse(json);
      position.seen(notification.epochMillis());
      if (!notification.isStats()) {
        take(notification);
      }
    } catch (ProtocolException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "%s: dropped a malformed notification: %s".formatted(self, printable(e)));
    }
  }

  private void take(Notification notification) {
    if (notification.messageType() != MessageType.KEY
        || KeyKind.of(notification.key(), false) == KeyKind.RESERVED) {
      return;
    }
    AtKey key = AtKey.parse(notification.key());
    AtSign recipient = key.sharedWith();
    boolean honest =
        notification.from().equals(key.owner())
            && notification.to().equals(self)
            && (recipient == null || recipient.equals(self));
    if (!honest) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () ->
              "%s: dropped a notification of %s about %s, which is not its own or not for us"
                  .formatted(self, notification.from(), NetworkText.escaped(notification.key())));
      return;
    }
    List<Mailbox> wanting =
        mailboxes.stream().filter(mailbox -> mailbox.wants(notification.key())).toList();
    Id id = new Id(notification.from(), notification.id());
    if (wanting.isEmpty() || seen.put(id, true) != null) {
      return;
    }
    open(notification, key, wanting);
  }

  private void open(Notification notification, AtKey key, List<Mailbox> wanting) {
    if (incoming.isClear(notification)) {
      deliver(notification, key, notification.value(), wanting);
      return;
    }
    String plain = incoming.openAtOnce(notification);
    if (plain != null) {
      deliver(notification, key, plain, wanting);
    } else if (incoming.mayOpenWithLookUp(notification)) {
      openLater(notification, key, wanting);
    } else {
      unreadable(notification);
    }
  }

  private void openLater(Notification notification, AtKey key, List<Mailbox> wanting) {
    boolean taken =
        lookUps.offer(
            notification.from(),
            () -> {
              String plain = incoming.openWithLookUp(notification);
              if (plain == null) {
                unreadable(notification);
              } else {
                deliver(notification, key, plain, wanting);
              }
            });
    if (!taken) {
      unreadable(notification);
    }
  }

  private void deliver(
      Notification notification, AtKey key, @Nullable String plain, List<Mailbox> wanting) {
    ReceivedNotification received =
        new ReceivedNotification(
            notification.id(),
            notification.from(),
            notification.to(),
            key,
            plain,
            notification.operation(),
            Instant.ofEpochMilli(notification.epochMillis()));
    for (Mailbox mailbox : wanting) {
      if (mailbox.offer(received) && Long.bitCount(mailbox.dropped()) == 1) {
        LOG.log(
            System.Logger.Level.WARNING,
            () -> "%s: %s is full; %d dropped so far".formatted(self, mailbox, mailbox.dropped()));
      }
    }
  }

  private void unreadable(Notification notification) {
    LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            "%s: dropped a notification of %s that cannot be decrypted: %s"
                .formatted(self, notification.from(), NetworkText.escaped(notification.id())));
  }

  private static String printable(ProtocolException e) {
    return e.getMessage() == null ? "" : NetworkText.escaped(e.getMessage());
  }

  /** Closes all subscriptions. */
  @Override
  public void close() {
    closed = true;
    mailboxes.forEach(Mailbox::close);
  }
}
