package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.ConnectionState;
import org.noports.atclient.SigningKeyWatch;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.rendezvous.CipherWarmUp;

/**
 * A running daemon: subscribed to the messages for its device, serving sessions until closed.
 *
 * <p>Threads: one takes messages, one keeps the device records, two speak with the policy service,
 * one watches enrolments, one the grants of the policy service, one for each message being handled,
 * one for each open session. Thread-safe.
 */
public final class Daemon implements AutoCloseable {
  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(30);
  private static final Duration MESSAGES_LIMIT = Duration.ofSeconds(20);
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Subscription subscription;
  private final Resolver resolver = new Resolver();
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final Sessions sessions;
  private final SigningKeyWatch enrollments;
  private final @Nullable GrantWatch grants;
  private final FairWorkers forManagers;
  private final FairWorkers forGuests;
  private final DeviceRecords records;
  private final @Nullable PolicyLine policyLine;
  private final @Nullable PolicyHeartbeat heartbeat;
  private final @Nullable SshService ssh;
  private final Mailbox mailbox;

  private Daemon(
      DaemonConfig config,
      DaemonEdge edge,
      OwnSigningKey signingKey,
      InstantSource clock,
      SecureRandom random) {
    Supplier<String> description = () -> SelfDescription.text(config, signingKey.uri());
    AtSign policy = config.policy();
    DaemonLimits limits = config.limits();
    SessionLog log = new SessionLog(clock);
    this.policyLine = policy == null ? null : edge.policyLine();
    this.heartbeat = policy == null ? null : new PolicyHeartbeat(edge, config, policy, description);
    this.sessions = new Sessions(limits, log, new SessionEvents(edge, heartbeat));
    this.enrollments =
        new SigningKeyWatch(
            "daemon",
            config.checks().enrollmentCheck(),
            edge::publicRecord,
            sessions::signedBy,
            sessions::endSignedBy);
    this.forManagers =
        new FairWorkers(limits.messages(), limits.messagesPerSender(), FairWorkers.WhenBusy.WAIT);
    this.forGuests =
        new FairWorkers(
            limits.guestMessages(), limits.messagesPerSender(), FairWorkers.WhenBusy.TURN_AWAY);
    this.records = new DeviceRecords(edge, config, description);
    ClientKeys keys = new ClientKeys(edge, clock);
    Serving serving = serving(config, edge, keys, signingKey, log, clock, random);
    SshSettings settings = config.ssh();
    this.ssh = settings == null ? null : ssh(settings, serving, clock);
    Managers managers = new Managers(config.managers());
    PolicyService policyService =
        policy == null || policyLine == null
            ? null
            : new PolicyService(policy, edge.atSign(), config, policyLine, clock);
    Authorizer guests = policyService == null ? managers : policyService;
    this.grants =
        policyService == null
            ? null
            : new GrantWatch(config.policyCheck(), sessions, managers, policyService::afresh);
    LOG.log(Level.INFO, "Subscribing to {0}\\.sshnp@", config.device());
    this.subscription = edge.subscribe(MessageName.toDevice(config.device()));
    this.mailbox =
        new Mailbox(
            subscription,
            config.device(),
            new Mailbox.Reception(
                managers, forManagers, guests, forGuests, new RefusedSenders(edge, config, clock)),
            new Mailbox.Handlers(
                new Pings(edge, config.device(), description, keys),
                new NptRequests(serving),
                new RelayLatencies(edge, config, resolver, log),
                ssh));
  }

  private Serving serving(
      DaemonConfig config,
      DaemonEdge edge,
      ClientKeys keys,
      OwnSigningKey signingKey,
      SessionLog log,
      InstantSource clock,
      SecureRandom random) {
    Reply reply = new Reply(edge, config.device());
    OnceOnly onceOnly = new OnceOnly(edge, new SeenSessions(clock), clock, log);
    return new Serving(
        new RequestGate(edge, keys, config.checks(), onceOnly, reply, log),
        new ServiceGuard(config.permitOpen(), resolver),
        resolver,
        new RelayProofs(edge, signingKey, random),
        sessions,
        reply,
        log,
        pump,
        new FlowPlaces(config.limits().datagramFlows()),
        new StreamAgreement.Least(config.requireAead(), config.requireHybrid()),
        random);
  }

  private static SshService ssh(SshSettings settings, Serving serving, InstantSource clock) {
    EphemeralKeys keys = new EphemeralKeys(settings, clock, serving.random());
    return new SshService(
        new SshRequests(serving, settings, keys), new SshPublicKeys(settings, clock), keys);
  }

  /**
   * Subscribes, waits until messages arrive, and serves. The atClient stays the caller's; {@link
   * org.noports.atclient.AtClientException} when its atServer does not confirm the monitor.
   */
  public static Daemon start(DaemonConfig config, AtClient atClient) throws InterruptedException {
    atClient.onConnectionState(Daemon::logConnection);
    return start(config, new AtClientEdge(atClient), InstantSource.system(), new SecureRandom());
  }

  static Daemon start(
      DaemonConfig config, DaemonEdge edge, InstantSource clock, SecureRandom random)
      throws InterruptedException {
    OwnSigningKey signingKey = new OwnSigningKey(edge);
    signingKey.publish();
    LOG.log(Level.INFO, "Starting heartbeat");
    Daemon daemon = new Daemon(config, edge, signingKey, clock, random);
    boolean started = false;
    try {
      Thread.ofVirtual().name("daemon mailbox " + config.device()).start(daemon.mailbox::run);
      if (daemon.ssh != null) {
        daemon.ssh.keys().clean();
      }
      edge.awaitMonitoring(MONITOR_LIMIT);
      LOG.log(Level.INFO, "monitor started");
      edge.onReconnect(signingKey::publishInBackground);
      CipherWarmUp.begin();
      Thread.ofVirtual().name("daemon records " + config.device()).start(daemon.records::run);
      if (daemon.heartbeat != null) {
        daemon.heartbeat.start();
      }
      daemon.enrollments.start();
      if (daemon.grants != null) {
        daemon.grants.start();
      }
      LOG.log(Level.INFO, "Done");
      started = true;
      return daemon;
    } finally {
      if (!started) {
        daemon.close();
      }
    }
  }

  /** Whether messages are taken. */
  public boolean isServing() {
    return mailbox.isOpen();
  }

  /** Sessions open or being opened. */
  public int sessions() {
    return sessions.count();
  }

  /**
   * Takes no more messages, finishes those under way, and waits until no session is left; false
   * when the limit is over before. What is open then stays so until {@link #close}; another process
   * may serve the device meanwhile.
   */
  public boolean drain(Duration limit) throws InterruptedException {
    retire();
    boolean managersDone = forManagers.drain(MESSAGES_LIMIT);
    boolean guestsDone = forGuests.drain(MESSAGES_LIMIT);
    if (!managersDone || !guestsDone) {
      LOG.log(Level.WARNING, "Some requests are still being handled");
    }
    if (ssh != null) {
      ssh.keys().close();
    }
    return sessions.awaitNone(limit);
  }

  private void retire() {
    subscription.close();
    records.close();
    if (heartbeat != null) {
      heartbeat.close();
    }
  }

  /** Takes no more messages and ends every session. Idempotent, bounded. */
  @Override
  public void close() {
    retire();
    forManagers.close();
    forGuests.close();
    if (policyLine != null) {
      policyLine.close();
    }
    enrollments.close();
    if (grants != null) {
      grants.close();
    }
    sessions.close();
    if (ssh != null) {
      ssh.keys().close();
    }
    resolver.close();
    pump.close();
  }

  private static void logConnection(ConnectionState state) {
    switch (state) {
      case CONNECTING -> LOG.log(Level.ERROR, "connection lost");
      case MONITORING -> LOG.log(Level.ERROR, "connection available");
      case CLOSED -> LOG.log(Level.DEBUG, "connection closed");
    }
  }
}
