package org.noports.atserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.listener.AtSignDoor;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.listener.Listener;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.TenantKey;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.PolProver;
import org.noports.atserver.tenant.Shared;
import org.noports.atserver.verb.CacheRefresh;
import org.noports.atserver.verb.VerbTable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

/** The atServers that run in this process, by atSign. Thread-safe; changes go through the host. */
final class HostedAtSigns implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HostedAtSigns.class.getName());

  /**
   * One atServer.
   *
   * @param listener of its own port, null when it shares one
   */
  private record Hosted(AtServer server, AtSignDoor door, @Nullable Listener listener) {}

  private final Map<AtSign, Hosted> hosted = new ConcurrentHashMap<>();
  private final Map<String, AtSign> labels = new ConcurrentHashMap<>();
  private final Shared shared;
  private final PolProver prover;
  private final ConnectionPool pool;
  private final String advertisedHost;
  private final Consumer<AtSign> missing;
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * @param missing told who is asked for and is not here, to take it up if it should be
   */
  HostedAtSigns(
      Shared shared,
      PolProver prover,
      ConnectionPool pool,
      String advertisedHost,
      Consumer<AtSign> missing) {
    this.missing = missing;
    this.shared = shared;
    this.prover = prover;
    this.pool = pool;
    this.advertisedHost = advertisedHost;
  }

  /**
   * Starts the atServer of an atSign of the store.
   *
   * @param bound its socket, null when it is reached by the shared port only
   */
  void start(AtSign atSign, @Nullable ServerSocket bound) {
    AtServer server = new AtServer(atSign, shared, prover.keysOf(atSign));
    VerbTable verbs = new VerbTable(server);
    AtSignDoor door = new AtSignDoor(server, verbs, pool);
    Listener listener = bound == null ? null : Listener.start(bound, atSign.text(), door);
    hosted.put(atSign, new Hosted(server, door, listener));
    labels.put(ServerNames.labelOf(atSign), atSign);
    shared.neighbours().add(server, verbs::answerAtOnce);
    server.signingKeys().prepare();
  }

  /** Starts the atServer of an atSign of the store on the port it has always had. */
  void resume(Tenant tenant, InetAddress address) {
    try {
      start(tenant.atSign(), Listener.bind(address, tenant.port()));
    } catch (IOException | IllegalArgumentException e) {
      throw new AtServerException(
          "The atServer of "
              + tenant.atSign()
              + " can't listen on "
              + address.getHostAddress()
              + ":"
              + tenant.port()
              + ": "
              + e.getMessage()
              + (tenant.port() > SharedPort.LAST_PORT
                  ? ". It was added for a port that all share: start with that."
                  : ". End what uses that port."),
          e);
    }
  }

  /** The way to the atSign a TLS server name stands for, or null. */
  @Nullable AtSignDoor doorNamed(String serverName) {
    String label = ServerNames.label(serverName, advertisedHost);
    if (label != null && !labels.containsKey(label)) {
      AtSign named = ServerNames.atSignOf(label);
      if (named != null) {
        lookFor(named);
      }
    }
    AtSign atSign = label == null ? null : labels.get(label);
    Hosted found = atSign == null ? null : hosted.get(atSign);
    return found == null ? null : found.door();
  }

  private void lookFor(AtSign atSign) {
    try {
      missing.accept(atSign);
    } catch (StoreException e) {
      // Turned away as one that is not here; its client comes again.
      LOG.log(
          System.Logger.Level.DEBUG, "{0} could not be looked for: {1}", atSign, e.getMessage());
    }
  }

  void stop(AtSign atSign) {
    Hosted gone = hosted.remove(atSign);
    if (gone != null) {
      labels.remove(ServerNames.labelOf(atSign));
      shared.neighbours().remove(atSign);
      close(gone);
      gone.server().connections().shutDown();
      prover.forget(atSign);
    }
  }

  private static void close(Hosted server) {
    if (server.listener() != null) {
      server.listener().close();
    }
  }

  boolean has(AtSign atSign) {
    return hosted.containsKey(atSign);
  }

  /** The atSign's own port; null when it is not here or shares one. */
  @Nullable Integer port(AtSign atSign) {
    Hosted found = hosted.get(atSign);
    return found == null || found.listener() == null ? null : found.listener().port();
  }

  Set<AtSign> atSigns() {
    return new TreeSet<>(hosted.keySet());
  }

  boolean isMonitored(AtSign atSign) {
    Hosted found = hosted.get(atSign);
    return found != null && found.server().monitors().count() > 0;
  }

  /** Another process wrote an enrollment: its connections here end unless it is approved. */
  void enrollmentChanged(AtSign atSign, String key) {
    Hosted found = hosted.get(atSign);
    if (found == null) {
      return;
    }
    endUnlessApproved(found.server(), Enrollment.idOf(key));
  }

  private static void endUnlessApproved(AtServer server, String id) {
    Enrollment enrollment = server.enrollments().find(id);
    if (enrollment == null || !enrollment.isApproved()) {
      server.connections().closeOf(id, null);
    }
  }

  /** A notification is durable: who monitors that atSign here is shown it. Never blocks. */
  void stored(AtSign atSign, StoredNotification notification) {
    Hosted found = hosted.get(atSign);
    if (found != null) {
      found.server().monitors().stored(notification);
    }
  }

  void checkTimes() {
    hosted.values().forEach(each -> each.server().connections().checkTimes());
  }

  /** Ends connections whose enrollment has expired, or was withdrawn by another process. */
  void checkEnrollments() {
    for (Hosted each : hosted.values()) {
      for (String id : each.server().connections().enrollments()) {
        endUnlessApproved(each.server(), id);
      }
    }
  }

  /** Reads copies of other atSigns' keys again whose time has come. */
  void refreshCaches() {
    for (Hosted each : hosted.values()) {
      new CacheRefresh(each.server()).run(closing::get);
    }
  }

  /** Connections of owners that monitor. */
  int monitors() {
    return hosted.values().stream().mapToInt(each -> each.server().monitors().count()).sum();
  }

  /** Connections that have logged in. */
  long loggedIn() {
    return hosted.values().stream()
        .mapToLong(each ->
            each.server().connections().count() - each.server().connections().unauthenticated())
        .sum();
  }

  /** Tells the monitors of one of so many parts of the atSigns that their server lives. */
  void announceStats(int part, int parts) {
    hosted.forEach((atSign, each) -> {
      if (Math.floorMod(atSign.hashCode(), parts) == part) {
        each.server().monitors().announceStats(Operation.UPDATE);
      }
    });
  }

  /** The commit log of that atSign has grown; its monitors here are told. */
  void announceStats(AtSign atSign, Operation operation) {
    Hosted found = hosted.get(atSign);
    if (found != null) {
      found.server().monitors().announceStats(operation);
    }
  }

  /** Signing keys of enrollments that are over at this time are no longer found as valid ones. */
  void withdrawExpired(Instant now) {
    for (TenantKey over : shared.store().expired(now, Enrollment.KEY_PART)) {
      Hosted found = hosted.get(over.tenant());
      if (found != null) {
        found.server().enrollments().withdrawIfOver(Enrollment.idOf(over.key()), now);
      }
    }
  }

  /** Takes no more connections and ends those that are open. */
  @Override
  public void close() {
    closing.set(true);
    hosted.values().forEach(HostedAtSigns::close);
    hosted.values().forEach(each -> each.server().connections().shutDown());
  }
}
