package org.noports.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.noports.daemon.authorizedkeys.AuthorizedKeys;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.ssh.SshPublicKey;
import org.noports.protocol.wire.NetworkText;

/**
 * Adds the public keys that managers send to {@code authorized_keys} (sessions.md 6.3), if the
 * operator wants that. Whatever is not exactly one key is dropped; nobody gets an answer.
 * Thread-safe.
 */
final class SshPublicKeys {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final SshSettings settings;
  private final AuthorizedKeys file;
  private final InstantSource clock;

  SshPublicKeys(SshSettings settings, InstantSource clock) {
    this.settings = settings;
    this.file = new AuthorizedKeys(settings.authorizedKeys());
    this.clock = clock;
  }

  void handle(Message message) {
    if (!settings.acceptPublicKeys()) {
      LOG.log(
          Level.WARNING,
          () -> "ssh public key of %s ignored: sshnpd runs without -s".formatted(message.from()));
      return;
    }
    if (Duration.between(message.at(), clock.instant()).compareTo(OnceOnly.OLDEST) > 0) {
      LOG.log(
          Level.WARNING, () -> "ssh public key of %s dropped, it is old".formatted(message.from()));
      return;
    }
    try {
      SshPublicKey key = SshPublicKey.parse(message.value());
      boolean added = file.add(settings.publicKeyPermissions(), key);
      LOG.log(
          Level.INFO,
          () ->
              "ssh public key of %s %s"
                  .formatted(message.from(), added ? "added" : "is there already"));
    } catch (ProtocolException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "ssh public key of %s dropped: %s"
                  .formatted(message.from(), NetworkText.escaped(String.valueOf(e.getMessage()))));
    } catch (IOException e) {
      LOG.log(
          Level.ERROR,
          () -> "ssh public key of %s could not be added".formatted(message.from()),
          e);
    }
  }
}
