package org.noports.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** The words a relay exchanges with atServers, kept in memory; its sockets are real. */
final class WordsEdge implements RelayEdge {
  record Sent(AtKey key, String text, Duration expiry, Duration ttl) {}

  final LinkedBlockingQueue<Mail> mails = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  final Map<AtSign, RsaPublicKey> keys = new ConcurrentHashMap<>();
  final Map<String, String> records = new ConcurrentHashMap<>();
  volatile boolean unreachable;
  final Queue<String> lookUps = new ConcurrentLinkedQueue<>();
  final Set<String> immutable = ConcurrentHashMap.newKeySet();

  /** atSigns whose servers take connections and never answer, until the edge is closed. */
  final Set<AtSign> tarpits = ConcurrentHashMap.newKeySet();

  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public AtSign atSign() {
    return AtSign.of("@relay");
  }

  @Override
  public @Nullable Mail next(Duration limit) throws InterruptedException {
    return mails.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void notify(AtKey key, String text, Duration expiry, Duration ttl) {
    sent.add(new Sent(key, text, expiry, ttl));
  }

  @Override
  public RsaPublicKey publicKeyOf(AtSign atSign) {
    if (tarpits.contains(atSign)) {
      hang();
    }
    RsaPublicKey key = keys.get(atSign);
    if (key == null) {
      throw new RelayException(atSign + " has no public key");
    }
    return key;
  }

  @Override
  public @Nullable String publicRecord(AtKey key) {
    lookUps.add(key.text());
    if (unreachable) {
      throw new RelayException("the atServer cannot be reached");
    }
    return records.get(key.text());
  }

  @Override
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    return immutable.add(key.text());
  }

  private void hang() {
    try {
      if (closed.await(60, TimeUnit.SECONDS)) {
        throw new RelayException("the look-up was given up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  void deliver(AtSign from, AtKey key, String value, Instant at) {
    mails.add(new Mail(from, key, value, at));
  }
}
