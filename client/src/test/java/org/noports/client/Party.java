package org.noports.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** An atSign that answers as a test scripts it, on a thread of its own, and keeps what it got. */
final class Party implements AutoCloseable {
  /** What a party answers; it may send as many notifications as it likes. */
  interface Script {
    void received(ReceivedNotification message, String value, Party me);
  }

  final AtSign atSign;
  final PostOffice.Edge edge;
  final List<ReceivedNotification> received = new CopyOnWriteArrayList<>();
  private final Subscription subscription;
  private volatile Script script;

  Party(PostOffice office, AtSign atSign, Script script) {
    this.atSign = atSign;
    this.edge = office.edge(atSign);
    this.script = script;
    this.subscription = edge.subscribe(Pattern.compile(""));
    Thread.ofVirtual().start(this::run);
  }

  void become(Script changed) {
    this.script = changed;
  }

  void send(AtKey key, String text) {
    edge.notify(key, text, NotifyOptions.DEFAULT);
  }

  /** The value of the first message whose key begins so, without the recipient; null if none. */
  @Nullable String valueOf(String name) {
    for (ReceivedNotification message : received) {
      if (message.key().name().startsWith(name)) {
        return message.value();
      }
    }
    return null;
  }

  private void run() {
    try {
      while (true) {
        ReceivedNotification message = subscription.take();
        received.add(message);
        String value = message.value();
        if (value != null) {
          script.received(message, value, this);
        }
      }
    } catch (ClientClosed e) {
      // The test is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
