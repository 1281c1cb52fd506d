package org.noports.cli.sshnp;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.SecretPrompt;
import org.noports.cli.output.Terminal;

/**
 * The built-in ssh client (cli.md 2.1, 2.3, sessions.md 6.6): a shell at the user's terminal, or
 * without one, and forwards; for machines without OpenSSH. The only class that sshd's library is
 * loaded for, with what it uses here. For one thread and one use.
 */
final class BuiltInSession implements UserSession {
  private static final String HOST = "localhost";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final Terminal terminal;
  private final Key key;
  private final KnownDevices known;
  private final SshWords words;
  private final Duration idle;

  /** The user's private key in a file. */
  record Key(Path file, @Nullable String passPhrase) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Key[" + file + "]";
    }
  }

  /**
   * For one session.
   *
   * @param idle how long a client that only forwards stays without connections
   */
  BuiltInSession(Terminal terminal, Key key, KnownDevices known, SshWords words, Duration idle) {
    this.terminal = terminal;
    this.key = key;
    this.known = known;
    this.words = words;
    this.idle = idle;
  }

  @Override
  public void prepare() {
    IdentityFile.mustBeThere(key.file());
  }

  @Override
  public int run(int port, String user) throws InterruptedException {
    List<KeyPair> identities = identities();
    try (SshClient client = SshClient.setUpDefaultClient()) {
      // Only what the user has given: no files of the home directory, no agent.
      client.setKeyIdentityProvider(null);
      client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, KEEP_ALIVE);
      CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
      client.setServerKeyVerifier((session, address, hostKey) -> known.accepts(hostKey));
      client.start();
      terminal.stop().closes(client);
      try (ClientSession session = connected(client, port, user)) {
        authenticate(session, identities, port, user);
        forward(session);
        return words.forwardOnly()
            ? new ForwardsOnly(session, idle).run()
            : new BuiltInShell(terminal, session).run();
      }
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "The ssh session to %s@%s:%d ended: %s".formatted(user, HOST, port, FailureText.of(e)),
          e);
    }
  }

  private List<KeyPair> identities() {
    try {
      List<KeyPair> pairs = new ArrayList<>();
      SecurityUtils.getKeyPairResourceParser()
          .loadKeyPairs(null, key.file(), this::passPhrase)
          .forEach(pairs::add);
      if (!pairs.isEmpty()) {
        return pairs;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new EnvironmentProblem(
          "Identity Key pair is mandatory with the dart client: %s cannot be used (%s)%s"
              .formatted(
                  key.file(),
                  FailureText.of(e),
                  key.passPhrase() == null
                      ? "; if it has a pass phrase, run this at a terminal to be asked for it"
                      : "; look at the pass phrase"),
          e);
    }
    throw new EnvironmentProblem(
        "Identity Key pair is mandatory with the dart client: %s holds none".formatted(key.file()));
  }

  /** Called only for a key that has one; once more for each that was wrong. */
  private @Nullable String passPhrase(
      @Nullable SessionContext session, NamedResource resource, int retry) {
    if (key.passPhrase() != null) {
      return retry == 0 ? key.passPhrase() : null;
    }
    return SecretPrompt.ask(terminal, "Pass phrase of %s: ".formatted(key.file()));
  }

  private static ClientSession connected(SshClient client, int port, String user) {
    try {
      return client.connect(user, HOST, port).verify(LIMIT).getClientSession();
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Failed to open socket to %s:%d : %s".formatted(HOST, port, FailureText.of(e)), e);
    }
  }

  private void authenticate(
      ClientSession session, List<KeyPair> identities, int port, String user) {
    identities.forEach(session::addPublicKeyIdentity);
    try {
      session.auth().verify(LIMIT);
    } catch (IOException e) {
      String why = known.refusal();
      throw new EnvironmentProblem(
          "Failed to authenticate as %s@%s:%d : %s"
              .formatted(
                  user,
                  HOST,
                  port,
                  why != null
                      ? why
                      : FailureText.of(e)
                          + "; have the key in authorized_keys there, or send it with -s"),
          e);
    }
  }

  private void forward(ClientSession session) {
    for (SshWords.LocalForward one : words.local()) {
      try {
        session.startLocalPortForwarding(address(one.from()), address(one.to()));
      } catch (IOException e) {
        throw taken(one.from(), e);
      }
    }
    for (SshWords.Endpoint one : words.dynamic()) {
      try {
        session.startDynamicPortForwarding(address(one));
      } catch (IOException e) {
        throw taken(one, e);
      }
    }
  }

  private static SshdSocketAddress address(SshWords.Endpoint place) {
    return new SshdSocketAddress(place.host(), place.port());
  }

  private static EnvironmentProblem taken(SshWords.Endpoint place, IOException e) {
    return new EnvironmentProblem(
        "Cannot listen on %s:%d: %s; choose another port"
            .formatted(place.host(), place.port(), FailureText.of(e)),
        e);
  }
}
