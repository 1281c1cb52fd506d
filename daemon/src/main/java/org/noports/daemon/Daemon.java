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
import org.noports.atclient.Subscription;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.rendezvous.CipherWarmUp;

/**
 * A running daemon: subscribed to the messages for its device, serving sessions until closed.
 *
 * <p>Threads: one takes messages, one keeps the device records, one for each message being handled,
 * one for each open session. Thread-safe.
 */
public final class Daemon implements AutoCloseable {
  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(30);
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Subscription subscription;
  private final Resolver resolver = new Resolver();
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final Sessions sessions;
  private final FairWorkers workers;
  private final DeviceRecords records;
  private final @Nullable SshService ssh;
  private final Mailbox mailbox;

  private Daemon(
      DaemonConfig config,
      DaemonEdge edge,
      OwnSigningKey signingKey,
      InstantSource clock,
      SecureRandom random) {
    Supplier<String> description = () -> SelfDescription.text(config, signingKey.uri());
    Reply reply = new Reply(edge, config.device());
    RequestGate gate =
        new RequestGate(edge, new OnceOnly(edge, new SeenSessions(clock), clock), reply);
    ServiceGuard services = new ServiceGuard(config.permitOpen(), resolver);
    RelayProofs proofs = new RelayProofs(edge, signingKey, random);
    this.sessions = new Sessions(config.limits());
    this.workers = new FairWorkers(config.limits());
    this.records = new DeviceRecords(edge, config, description);
    SshSettings settings = config.ssh();
    this.ssh =
        settings == null
            ? null
            : ssh(config, settings, gate, services, proofs, reply, clock, random);
    LOG.log(Level.INFO, "Subscribing to {0}\\.sshnp@", config.device());
    this.subscription = edge.subscribe(MessageName.toDevice(config.device()));
    this.mailbox =
        new Mailbox(
            subscription,
            config.device(),
            new Managers(config.managers()),
            workers,
            new Mailbox.Handlers(
                new Pings(edge, config.device(), description),
                new NptRequests(
                    gate,
                    services,
                    resolver,
                    proofs,
                    sessions,
                    reply,
                    pump,
                    new StreamAgreement.Least(config.requireAead(), config.requireHybrid()),
                    random),
                ssh));
  }

  private SshService ssh(
      DaemonConfig config,
      SshSettings settings,
      RequestGate gate,
      ServiceGuard services,
      RelayProofs proofs,
      Reply reply,
      InstantSource clock,
      SecureRandom random) {
    EphemeralKeys keys = new EphemeralKeys(settings, clock, random);
    return new SshService(
        new SshRequests(
            gate,
            settings,
            keys,
            services,
            resolver,
            proofs,
            sessions,
            reply,
            pump,
            new StreamAgreement.Least(config.requireAead(), config.requireHybrid()),
            random),
        new SshPublicKeys(settings, clock),
        keys);
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
    Daemon daemon = new Daemon(config, edge, signingKey, clock, random);
    boolean started = false;
    try {
      Thread.ofVirtual().name("daemon mailbox " + config.device()).start(daemon.mailbox::run);
      if (daemon.ssh != null) {
        daemon.ssh.keys().clean();
      }
      LOG.log(Level.INFO, "Starting heartbeat");
      edge.awaitMonitoring(MONITOR_LIMIT);
      LOG.log(Level.INFO, "monitor started");
      edge.onReconnect(signingKey::publishInBackground);
      CipherWarmUp.begin();
      Thread.ofVirtual().name("daemon records " + config.device()).start(daemon.records::run);
      LOG.log(Level.INFO, "Done");
      started = true;
      return daemon;
    } finally {
      if (!started) {
        daemon.close();
      }
    }
  }

  /** Sessions open or being opened. */
  public int sessions() {
    return sessions.count();
  }

  /** Takes no more messages and ends every session. Idempotent, bounded. */
  @Override
  public void close() {
    subscription.close();
    records.close();
    workers.close();
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
