package org.noports.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.UnknownAtSign;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

/** Delivers notifications between atSigns in memory, at once and in order. Thread-safe. */
final class PostOffice {
  private static final Map<AtSign, RsaKeyPair> KEYS = new ConcurrentHashMap<>();

  private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
  final Map<AtSign, RsaPublicKey> published = new ConcurrentHashMap<>();
  final Map<String, String> records = new ConcurrentHashMap<>();
  volatile Instant now = Instant.now();

  /** One key pair an atSign for all tests: making them takes long. */
  static RsaKeyPair keys(AtSign atSign) {
    return KEYS.computeIfAbsent(atSign, of -> RsaKeyPair.generate(new SecureRandom()));
  }

  Edge edge(AtSign atSign) {
    published.put(atSign, keys(atSign).publicKey());
    return new Edge(atSign);
  }

  int subscriptions() {
    return mailboxes.size();
  }

  private void deliver(AtSign from, AtKey key, @Nullable String text) {
    AtSign to = Objects.requireNonNull(key.sharedWith());
    ReceivedNotification notification =
        new ReceivedNotification(
            UUID.randomUUID().toString(), from, to, key, text, Operation.UPDATE, now);
    for (Mailbox mailbox : mailboxes) {
      if (mailbox.owner.equals(to) && mailbox.keys.matcher(key.text()).find()) {
        mailbox.arrived.add(notification);
      }
    }
  }

  private final class Mailbox implements Subscription {
    private final AtSign owner;
    private final Pattern keys;
    private final BlockingQueue<ReceivedNotification> arrived = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    private Mailbox(AtSign owner, Pattern keys) {
      this.owner = owner;
      this.keys = keys;
      mailboxes.add(this);
    }

    @Override
    public ReceivedNotification take() throws InterruptedException {
      while (true) {
        ReceivedNotification next = poll(Duration.ofMillis(20));
        if (next != null) {
          return next;
        }
      }
    }

    @Override
    public @Nullable ReceivedNotification poll(Duration limit) throws InterruptedException {
      if (closed) {
        throw new ClientClosed("closed");
      }
      return arrived.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
      mailboxes.remove(this);
    }
  }

  /** One atSign's end, for a client or a scripted party. */
  final class Edge implements SessionEdge {
    private final AtSign atSign;

    private Edge(AtSign atSign) {
      this.atSign = atSign;
    }

    @Override
    public AtSign atSign() {
      return atSign;
    }

    @Override
    public RsaPrivateKey signingKey() {
      return keys(atSign).privateKey();
    }

    @Override
    public RsaKeyPair enrollmentKey() {
      return keys(atSign);
    }

    @Override
    public SigningKeyUri signingKeyUri() {
      return SigningKeyUri.of("primary", atSign);
    }

    @Override
    public SigningKeyUri publishSigningKey() {
      return SigningKeyUri.of("primary", atSign);
    }

    @Override
    public void expectMessagesTo(List<AtSign> recipients) {}

    @Override
    public Subscription subscribe(Pattern keys) {
      return new Mailbox(atSign, keys);
    }

    @Override
    public void awaitMonitoring(Duration limit) {}

    @Override
    public void notify(AtKey key, String text, NotifyOptions options) {
      deliver(atSign, key, text);
    }

    @Override
    public @Nullable String get(AtKey key) {
      return records.get(key.text());
    }

    @Override
    public List<String> scan(@Nullable AtSign at, String regex) {
      Pattern wanted = Pattern.compile(regex);
      return records.keySet().stream()
          .filter(key -> wanted.matcher(key).find())
          .filter(key -> at == null || key.endsWith(at.text()))
          .toList();
    }

    @Override
    public RsaPublicKey publicKeyOf(AtSign of) {
      RsaPublicKey key = published.get(of);
      if (key == null) {
        throw new UnknownAtSign(of + " is not known");
      }
      return key;
    }
  }
}
