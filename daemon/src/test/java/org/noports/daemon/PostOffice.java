package org.noports.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.RpcFailed;
import org.noports.atclient.Subscription;
import org.noports.atclient.Undecipherable;
import org.noports.fixtures.MemoryPost;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.MessageName;

/** Post in memory between atSigns, of which one is a daemon's. Thread-safe. */
final class PostOffice extends MemoryPost {
  final Set<String> immutable = ConcurrentHashMap.newKeySet();

  /** Run before it is said whether a record that nobody can change was there. */
  volatile Runnable beforeImmutable = () -> {};

  Edge edge(AtSign atSign) {
    publish(atSign);
    return new Edge(atSign);
  }

  /** Of somebody who waits for no answer. */
  void ping(AtSign from, AtSign daemon, DeviceName device) {
    deliver(from, MessageName.ping(daemon, device, from), "ping");
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
      return PostOffice.this.subscribe(atSign, keys);
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
      return PostOffice.this.publicKeyOf(of);
    }

    @Override
    public boolean putImmutable(AtKey key, String value, Duration ttl) {
      beforeImmutable.run();
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
