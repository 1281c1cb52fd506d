package org.noports.client;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.Subscription;
import org.noports.fixtures.MemoryPost;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** Post in memory between atSigns, of which one is a client's. Thread-safe. */
final class PostOffice extends MemoryPost {
  Edge edge(AtSign atSign) {
    publish(atSign);
    return new Edge(atSign);
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
      return PostOffice.this.subscribe(atSign, keys);
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
      return PostOffice.this.publicKeyOf(of);
    }
  }
}
