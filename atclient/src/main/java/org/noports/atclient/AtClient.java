package org.noports.atclient;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** The edge of one atSign: a command connection and a monitor connection. Thread-safe. */
public final class AtClient implements AutoCloseable {
  private AtClient() {}

  /**
   * Looks up the atServer, connects and logs in. The monitor connection, if wanted, is opened at
   * the same time; {@link #awaitMonitoring} waits for it.
   */
  public static AtClient open(AtClientConfig config) {
    throw new UnsupportedOperationException("not built yet");
  }

  public AtSign atSign() {
    throw new UnsupportedOperationException("not built yet");
  }

  public AtKeys keys() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Encrypts the text for the key's recipient (self key without one) and sends it; its id. */
  public String notify(AtKey key, String plaintext, NotifyOptions options) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As the other, with {@link NotifyOptions#DEFAULT}. */
  public String notify(AtKey key, String plaintext) {
    return notify(key, plaintext, NotifyOptions.DEFAULT);
  }

  /** Notifications from now on whose full key the expression is found in (unanchored search). */
  public Subscription subscribe(Pattern keyRegex) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Waits until the server has confirmed the monitor; {@link RequestTimedOut} after the limit. */
  public void awaitMonitoring(Duration limit) throws InterruptedException {
    throw new UnsupportedOperationException("not built yet");
  }

  public ConnectionState connectionState() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Calls the listener on every later change of state, in order, on a thread of the client; the
   * listener must not block.
   */
  public void onConnectionState(Consumer<ConnectionState> listener) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The public encryption key of an atSign; {@link NotActivated} when it has none. */
  public RsaPublicKey publicKeyOf(AtSign atSign) {
    return publicKeyOf(atSign, false);
  }

  /**
   * As the other; fresh means from the atSign's own server, past the cached copy of ours, which may
   * be as old as the first contact.
   */
  public RsaPublicKey publicKeyOf(AtSign atSign, boolean fresh) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Stores a value: encrypted for self and shared keys, signed for public keys. */
  public void put(AtKey key, String value, Metadata metadata) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As {@link #put} without further metadata. */
  public void put(AtKey key, String value) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Stores a public, signed value under {@code public:name@self}. */
  public void putPublic(String name, String value) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Stores an encrypted value that nobody can change while it lasts; false when somebody else has
   * stored it before.
   */
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The decrypted value, or null when there is none. */
  public @Nullable String get(AtKey key) {
    throw new UnsupportedOperationException("not built yet");
  }

  public void delete(AtKey key) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The key names of the own server, or those another atSign shares with us. */
  public List<String> scan(@Nullable AtSign at, @Nullable String regex) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Closes both connections and all subscriptions. Idempotent, bounded. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
