package org.noports.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/** Asks a relay for sessions as a client does, on one connection to its atServer. Thread-safe. */
final class RelayUser implements AutoCloseable {
  private static final AtSign RELAY = AtSign.of(BenchSystem.RELAY);
  private static final AtSign DAEMON = AtSign.of(BenchSystem.DAEMON);

  private final SecureRandom random = new SecureRandom();
  private final AtKeys keys;
  private final RsaPrivateKey daemonKey;
  private final AtClient client;

  private RelayUser(AtKeys keys, RsaPrivateKey daemonKey, AtClient client) {
    this.keys = keys;
    this.daemonKey = daemonKey;
    this.client = client;
  }

  static RelayUser of(BenchSystem system, String atSign) {
    AtKeys keys = keys(system, atSign);
    AtClientConfig config =
        AtClientConfig.of(
            keys,
            DirectoryAddress.parse(system.variable("NOPORTS_ROOT")),
            TrustRoots.platformAnd(Path.of(system.variable("NOPORTS_CA"))));
    AtClient client = AtClient.open(config);
    try {
      client.awaitMonitoring(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      client.close();
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
    RsaPrivateKey daemonKey = keys(system, BenchSystem.DAEMON).encryption().privateKey();
    return new RelayUser(keys, daemonKey, client);
  }

  /** Asks for a pair of ports and waits for the answer. */
  BenchSession session() {
    SessionId sessionId = SessionId.random(random);
    Nonce clientNonce = Nonce.random(random);
    PortRequest request =
        new PortRequest(
            sessionId,
            keys.atSign(),
            DAEMON,
            true,
            true,
            clientNonce,
            AuthMode.PAYLOAD,
            null,
            false,
            true,
            List.of(),
            true);
    try (var answers = client.subscribe(Pattern.compile(Pattern.quote(sessionId.text())))) {
      client.notify(
          MessageName.portRequest(RELAY, DeviceName.of(BenchSystem.DEVICE), keys.atSign()),
          request.toJson().canonical(),
          NotifyOptions.DEFAULT);
      var answer = answers.poll(Duration.ofSeconds(20));
      if (answer == null || answer.value() == null) {
        throw new BenchException("the relay does not answer");
      }
      PortAnswer ports = PortAnswer.parse(answer.value(), true);
      return new BenchSession(
          sessionId, clientNonce, ports, keys.encryption().privateKey(), daemonKey);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static AtKeys keys(BenchSystem system, String atSign) {
    return KeysFile.read(system.keysFile(atSign), AtSign.of(atSign), null);
  }
}
