package org.noports.atserver.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the identity its source gives at each handshake. JSSE asks for an alias first and for key
 * and chain by it later: the one before the current stays known, so that a renewal in between does
 * not mix two. Thread-safe.
 */
class IdentityAtHandshake extends X509ExtendedKeyManager {
  private final IdentitySource source;
  private final AtomicReference<Known> known;

  private record Known(int number, TlsIdentity current, @Nullable TlsIdentity before) {
    Known next(TlsIdentity identity) {
      return identity.equals(current) ? this : new Known(number + 1, identity, current);
    }

    String alias() {
      return Integer.toString(number);
    }

    @Nullable TlsIdentity named(String alias) {
      if (alias.equals(alias())) {
        return current;
      }
      return alias.equals(Integer.toString(number - 1)) ? before : null;
    }
  }

  IdentityAtHandshake(IdentitySource source) {
    this.source = source;
    this.known = new AtomicReference<>(new Known(0, source.current(), null));
  }

  private @Nullable String choose(List<String> keyTypes) {
    TlsIdentity identity = source.current();
    Known now = known.updateAndGet(before -> before.next(identity));
    String algorithm = identity.key().getAlgorithm();
    boolean fits =
        keyTypes.stream()
            .anyMatch(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"));
    return fits ? now.alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(List.of(keyType));
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(List.of(keyType));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(List.of(keyTypes));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(List.of(keyTypes));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsIdentity identity = known.get().named(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsIdentity identity = known.get().named(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = choose(List.of(keyType));
    return alias == null ? null : new String[] {alias};
  }
}
