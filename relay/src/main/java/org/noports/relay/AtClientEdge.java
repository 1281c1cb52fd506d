package org.noports.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;

/** The relay's edge over an {@link AtClient}. Thread-safe. */
final class AtClientEdge implements RelayEdge {
  private final AtClient client;
  private final Subscription subscription;

  AtClientEdge(AtClient client) {
    this.client = client;
    this.subscription = client.subscribe(MessageName.toRelay());
  }

  @Override
  public AtSign atSign() {
    return client.atSign();
  }

  @Override
  public @Nullable Mail next(Duration limit) throws InterruptedException {
    ReceivedNotification received = subscription.poll(limit);
    return received == null
        ? null
        : new Mail(received.from(), received.key(), received.value(), received.at());
  }

  @Override
  public void notify(AtKey key, String text, Duration expiry, Duration ttl) {
    client.notify(key, text, NotifyOptions.lasting(expiry).withTtl(ttl));
  }

  @Override
  public RsaPublicKey publicKeyOf(AtSign atSign) {
    return client.publicKeyOf(atSign, true);
  }

  @Override
  public @Nullable String publicRecord(AtKey key) {
    return client.get(key, true);
  }

  @Override
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    return client.putImmutable(key, value, ttl);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
