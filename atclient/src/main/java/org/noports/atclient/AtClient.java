package org.noports.atclient;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.connection.AtServerDialer;
import org.noports.atclient.connection.AtServerLocator;
import org.noports.atclient.connection.ClientIdentity;
import org.noports.atclient.connection.DirectoryLookup;
import org.noports.atclient.connection.TlsDialer;
import org.noports.atclient.receiving.Inbox;
import org.noports.atclient.sharing.IncomingNotifications;
import org.noports.atclient.sharing.LookAhead;
import org.noports.atclient.sharing.OutgoingNotifications;
import org.noports.atclient.sharing.PublicKeys;
import org.noports.atclient.sharing.Records;
import org.noports.atclient.sharing.SenderKeys;
import org.noports.atclient.sharing.SharedKeys;
import org.noports.atclient.sharing.SigningKeyPublication;
import org.noports.atclient.sharing.StoredValues;
import org.noports.atclient.supervisor.CommandConnections;
import org.noports.atclient.supervisor.MonitorSupervisor;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;

/**
 * The edge of one atSign: command connections that are opened when needed, and a monitor connection
 * that is kept open (atclient.md 4.6). Thread-safe; every call has a deadline of {@link Timeouts}.
 */
public final class AtClient implements AutoCloseable {
  /** A program that listens mostly asks two at a time, and a login takes a few round trips. */
  private static final int CONNECTIONS_AT_ONCE = 2;

  private final AtClientConfig config;
  private final CommandConnections commands;
  private final MonitorSupervisor monitor;
  private final Inbox inbox;
  private final LookAhead lookAhead;
  private final PublicKeys publicKeys;
  private final SharedKeys sharedKeys;
  private final OutgoingNotifications outgoing;
  private final Records records;
  private final StoredValues storedValues;
  private final SigningKeyPublication signingKey;

  private AtClient(AtClientConfig config) {
    this.config = config;
    AtKeys keys = config.keys();
    SecureRandom random = config.random();
    TlsDialer tls = new TlsDialer(config.trust(), config.timeouts().connect());
    DirectoryLookup directory =
        new DirectoryLookup(config.directory(), tls, config.timeouts().directory());
    AtServerLocator locator =
        new AtServerLocator(directory, keys.atSign(), config.clock(), config.addresses());
    AtServerDialer dialer = new AtServerDialer(locator, tls, keys, config.timeouts());
    commands =
        new CommandConnections(
            dialer, keys.atSign(), ClientIdentity.config(random), config.timeouts());
    lookAhead = new LookAhead(commands::request, config.clock());
    publicKeys = new PublicKeys(lookAhead, config.clock());
    sharedKeys = new SharedKeys(lookAhead, keys, publicKeys, random, config.clock());
    SenderKeys senderKeys =
        new SenderKeys(commands::request, keys.encryption().privateKey(), config.clock());
    outgoing = new OutgoingNotifications(keys, sharedKeys, random);
    records = new Records(commands::request, keys, sharedKeys, random);
    storedValues = new StoredValues(lookAhead, keys, sharedKeys, senderKeys);
    signingKey = new SigningKeyPublication(keys, storedValues, records);
    inbox =
        new Inbox(
            keys.atSign(), new IncomingNotifications(keys, senderKeys), config.mailboxCapacity());
    monitor =
        new MonitorSupervisor(
            dialer, keys.atSign(), config.timeouts(), random, inbox, commands::suspect);
  }

  /**
   * Looks up the atServer, connects and logs in. The monitor connection, if wanted, is opened at
   * the same time; {@link #awaitMonitoring} waits for it.
   */
  public static AtClient open(AtClientConfig config) {
    AtClient client = new AtClient(config);
    boolean done = false;
    try {
      if (config.monitoring()) {
        client.monitor.start();
      }
      client.commands.open(config.monitoring() ? CONNECTIONS_AT_ONCE : 1, client.first());
      done = true;
      return client;
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  /** What is known to be needed, so that it is asked for with the login. */
  private CommandConnections.@Nullable First first() {
    List<AtSign> recipients = config.recipients();
    LookAhead.Question question =
        recipients.isEmpty() ? null : lookAhead.expect(questions(recipients));
    return question == null
        ? null
        : new CommandConnections.First(question.batch(), question.payload());
  }

  /**
   * Asks for everything that the first messages to these atSigns and {@link #publishSigningKey}
   * will need, unless that is under way, in one round trip; does not wait.
   */
  public void expectMessagesTo(List<AtSign> recipients) {
    lookAhead.ask("atclient " + atSign() + " look-ahead", questions(recipients));
  }

  private List<Command> questions(List<AtSign> recipients) {
    List<Command> questions = new ArrayList<>();
    recipients.stream()
        .filter(recipient -> !recipient.equals(atSign()))
        .distinct()
        .forEach(recipient -> {
          questions.addAll(sharedKeys.questions(recipient));
          questions.add(PublicKeys.question(recipient));
        });
    questions.add(signingKey.question());
    return questions;
  }

  public AtSign atSign() {
    return config.atSign();
  }

  public AtKeys keys() {
    return config.keys();
  }

  /** Encrypts the text for the key's recipient (self key without one) and sends it; its id. */
  public String notify(AtKey key, String plaintext, NotifyOptions options) {
    String id = ClientIdentity.uuid(config.random());
    commands.request(outgoing.compose(id, key, plaintext, options));
    return id;
  }

  /** As the other, with {@link NotifyOptions#DEFAULT}. */
  public String notify(AtKey key, String plaintext) {
    return notify(key, plaintext, NotifyOptions.DEFAULT);
  }

  /** Tells the key's recipient that what it stands for is gone. */
  public String notifyDeleted(AtKey key) {
    String id = ClientIdentity.uuid(config.random());
    commands.request(outgoing.deletion(id, key, NotifyOptions.DEFAULT));
    return id;
  }

  /** Notifications from now on whose full key the expression is found in (unanchored search). */
  public Subscription subscribe(Pattern keyRegex) {
    if (!config.monitoring()) {
      throw new IllegalStateException("this client was opened without monitoring");
    }
    return inbox.subscribe(keyRegex);
  }

  /** Waits until the server has confirmed the monitor; {@link RequestTimedOut} after the limit. */
  public void awaitMonitoring(Duration limit) throws InterruptedException {
    monitor.awaitMonitoring(limit);
  }

  public ConnectionState connectionState() {
    return monitor.state();
  }

  /**
   * Calls the listener on every later change of state, in order, on a thread of the client; the
   * listener must not block.
   */
  public void onConnectionState(Consumer<ConnectionState> listener) {
    monitor.onState(listener);
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
    return publicKeys.of(atSign, fresh);
  }

  /** Stores a value: encrypted for self and shared keys, signed for public keys. */
  public void put(AtKey key, String value, Metadata metadata) {
    records.put(key, value, metadata);
  }

  /** As {@link #put} without further metadata. */
  public void put(AtKey key, String value) {
    put(key, value, Metadata.NONE);
  }

  /** Stores a public, signed value under {@code public:name@self}. */
  public void putPublic(String name, String value) {
    put(AtKey.publicKey(name, atSign()), value, Metadata.NONE);
  }

  /**
   * Stores a value in clear that nobody can change while it lasts; false when somebody else has
   * stored it before.
   */
  public boolean putImmutable(AtKey key, String value, Duration ttl) {
    return records.putImmutable(key, value, ttl);
  }

  /** The decrypted value, or null when there is none. */
  public @Nullable String get(AtKey key) {
    return get(key, false);
  }

  /**
   * As the other; fresh means from the owner's own server, past the copy that ours may keep of
   * another atSign's public record.
   */
  public @Nullable String get(AtKey key, boolean fresh) {
    return storedValues.get(key, fresh);
  }

  /**
   * Publishes the public half of the pair that logs in unless it is published; where it is
   * (sessions.md 2.4). {@link Undecipherable} when the record there does not offer that pair.
   */
  public SigningKeyUri publishSigningKey() {
    return signingKey.publish();
  }

  /** Sends a command of whoever manages the atSign; the text after {@code data:}. */
  public String managing(Command command) {
    return commands.request(command);
  }

  public void delete(AtKey key) {
    records.delete(key);
  }

  /** The key names of the own server, or those another atSign shares with us. */
  public List<String> scan(@Nullable AtSign at, @Nullable String regex) {
    return records.scan(at, regex);
  }

  /** Closes all connections and subscriptions. Idempotent, bounded. */
  @Override
  public void close() {
    monitor.close();
    commands.close();
    inbox.close();
  }
}
