package org.noports.daemon;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.RpcFailed;
import org.noports.atclient.Subscription;
import org.noports.atclient.Undecipherable;
import org.noports.atclient.UnknownAtSign;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.session.MessageName;

/** Delivers notifications between atSigns in memory, at once and in order. Thread-safe. */
final class PostOffice {
  private static final Map<AtSign, RsaKeyPair> KEYS = new ConcurrentHashMap<>();

  private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
  final Map<AtSign, RsaPublicKey> published = new ConcurrentHashMap<>();
  final Set<String> immutable = ConcurrentHashMap.newKeySet();
  final Map<String, String> records = new ConcurrentHashMap<>();
  volatile Instant now = Instant.now();

  /** What notifications say of their time; null for now. */
  volatile @Nullable Instant sentAt;

  /** One key pair an atSign for all tests: making them takes long. */
  static RsaKeyPair keys(AtSign atSign) {
    return KEYS.computeIfAbsent(atSign, of -> RsaKeyPair.generate(new SecureRandom()));
  }

  Edge edge(AtSign atSign) {
    published.put(atSign, keys(atSign).publicKey());
    return new Edge(atSign);
  }

  /** Of somebody who waits for no answer. */
  void ping(AtSign from, AtSign daemon, DeviceName device) {
    deliver(from, MessageName.ping(daemon, device, from), "ping");
  }

  private void deliver(AtSign from, AtKey key, @Nullable String text) {
    AtSign to = Objects.requireNonNull(key.sharedWith());
    ReceivedNotification notification =
        new ReceivedNotification(
            UUID.randomUUID().toString(),
            from,
            to,
            key,
            text,
            Operation.UPDATE,
            Objects.requireNonNullElse(sentAt, now));
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

  /** What a policy service does with a question. */
  interface ScriptedPolicy {
    JsonObject ask(AtSign to, JsonObject question, Duration limit) throws InterruptedException;
  }

  /** One atSign's end, for a daemon or a scripted client. */
  final class Edge implements DaemonEdge {
    private final AtSign atSign;

    /** Whose key signs. */
    volatile AtSign signer;

    final AtomicInteger lookUps = new AtomicInteger();
    final List<String> deleted = new ArrayList<>();
    volatile boolean mayNotPublish;
    volatile boolean unreachable;
    volatile ScriptedPolicy policy =
        (to, question, limit) -> {
          throw new RpcFailed("nobody answers", new TimeoutException());
        };
    volatile Runnable onReconnect = () -> {};

    private Edge(AtSign atSign) {
      this.atSign = atSign;
      this.signer = atSign;
    }

    @Override
    public AtSign atSign() {
      return atSign;
    }

    @Override
    public RsaPrivateKey signingKey() {
      return keys(signer).privateKey();
    }

    @Override
    public RsaKeyPair enrollmentKey() {
      return keys(atSign);
    }

    @Override
    public SigningKeyUri publishSigningKey() {
      if (mayNotPublish) {
        throw new Undecipherable("the record does not offer the key of this keys file");
      }
      return SigningKeyUri.of("primary", atSign);
    }

    @Override
    public Subscription subscribe(Pattern keys) {
      return new Mailbox(atSign, keys);
    }

    @Override
    public void awaitMonitoring(Duration limit) {}

    @Override
    public void onReconnect(Runnable action) {
      onReconnect = action;
    }

    @Override
    public void notify(AtKey key, String text, NotifyOptions options) {
      deliver(atSign, key, text);
    }

    @Override
    public RsaPublicKey publicKeyOf(AtSign of) {
      RsaPublicKey key = published.get(of);
      if (key == null) {
        throw new UnknownAtSign(of + " is not known");
      }
      return key;
    }

    @Override
    public boolean putImmutable(AtKey key, String value, Duration ttl) {
      return immutable.add(key.text());
    }

    @Override
    public void put(AtKey key, String value, Metadata metadata) {
      records.put(key.text(), value);
    }

    @Override
    public @Nullable String publicRecord(AtKey key) {
      lookUps.incrementAndGet();
      if (unreachable) {
        throw new ConnectionLost("the atServer is not there");
      }
      return records.get(key.text());
    }

    @Override
    public PolicyLine policyLine() {
      return new PolicyLine() {
        @Override
        public JsonObject ask(AtSign to, JsonObject question, Duration limit)
            throws InterruptedException {
          return policy.ask(to, question, limit);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void delete(AtKey key) {
      records.remove(key.text());
      deleted.add(key.text());
    }
  }
}
