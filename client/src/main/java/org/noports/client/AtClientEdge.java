package org.noports.client;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.Subscription;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** The edge as the atClient gives it. */
record AtClientEdge(AtClient client) implements SessionEdge {
  @Override
  public AtSign atSign() {
    return client.atSign();
  }

  @Override
  public RsaPrivateKey signingKey() {
    return client.keys().encryption().privateKey();
  }

  @Override
  public RsaKeyPair enrollmentKey() {
    return client.keys().pkam();
  }

  @Override
  public SigningKeyUri signingKeyUri() {
    return SigningKeyUri.of(client.keys().signingKeyName(), client.atSign());
  }

  @Override
  public SigningKeyUri publishSigningKey() {
    return client.publishSigningKey();
  }

  @Override
  public void expectMessagesTo(List<AtSign> recipients) {
    client.expectMessagesTo(recipients);
  }

  @Override
  public Subscription subscribe(Pattern keys) {
    return client.subscribe(keys);
  }

  @Override
  public void awaitMonitoring(Duration limit) throws InterruptedException {
    client.awaitMonitoring(limit);
  }

  @Override
  public void notify(AtKey key, String text, NotifyOptions options) {
    client.notify(key, text, options);
  }

  @Override
  public @Nullable String get(AtKey key) {
    return client.get(key);
  }

  @Override
  public List<String> scan(@Nullable AtSign at, String regex) {
    return client.scan(at, regex);
  }

  @Override
  public RsaPublicKey publicKeyOf(AtSign atSign) {
    return client.publicKeyOf(atSign, true);
  }
}
