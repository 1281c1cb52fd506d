package org.noports.daemon;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.ConnectionState;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.Subscription;
import org.noports.atclient.rpc.RpcClient;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** The edge as the atClient gives it. */
record AtClientEdge(AtClient client) implements DaemonEdge {
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
  public SigningKeyUri publishSigningKey() {
    return client.publishSigningKey();
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
  public void onReconnect(Runnable action) {
    client.onConnectionState(state -> {
      if (state == ConnectionState.MONITORING) {
        action.run();
      }
    });
  }

  @Override
  public void notify(AtKey key, String text, NotifyOptions options) {
    client.notify(key, text, options);
  }

  @Override
  public RsaPublicKey publicKeyOf(AtSign atSign) {
    return client.publicKeyOf(atSign, true);
  }

  @Override
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    return client.putImmutable(key, value, ttl);
  }

  @Override
  public void put(AtKey key, String value, Metadata metadata) {
    client.put(key, value, metadata);
  }

  @Override
  public @Nullable String publicRecord(AtKey key) {
    return client.get(key, true);
  }

  @Override
  public PolicyLine policyLine() {
    return new RpcLine(RpcClient.open(client, "sshnp", "auth_checks"));
  }

  private record RpcLine(RpcClient rpc) implements PolicyLine {
    @Override
    public JsonObject ask(AtSign policy, JsonObject question, Duration limit)
        throws InterruptedException {
      return rpc.request(policy, question, limit);
    }

    @Override
    public void close() {
      rpc.close();
    }
  }

  @Override
  public void delete(AtKey key) {
    client.delete(key);
  }
}
