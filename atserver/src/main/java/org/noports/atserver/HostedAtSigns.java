package org.noports.atserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.listener.Listener;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.PolProver;
import org.noports.atserver.tenant.Shared;
import org.noports.atserver.verb.VerbTable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

/** The atServers that run in this process, by atSign. Thread-safe; changes go through the host. */
final class HostedAtSigns implements AutoCloseable {
  private record Hosted(AtServer server, Listener listener) {}

  private final Map<AtSign, Hosted> hosted = new ConcurrentHashMap<>();
  private final Shared shared;
  private final PolProver prover;
  private final ConnectionPool pool;

  HostedAtSigns(Shared shared, PolProver prover, ConnectionPool pool) {
    this.shared = shared;
    this.prover = prover;
    this.pool = pool;
  }

  /** Starts the atServer of an atSign of the store on its socket. */
  void start(AtSign atSign, ServerSocket bound) {
    AtServer server = new AtServer(atSign, shared, prover.keysOf(atSign));
    Listener listener = Listener.start(bound, server, new VerbTable(server), pool);
    hosted.put(atSign, new Hosted(server, listener));
    server.signingKeys().prepare();
  }

  /** Starts the atServer of an atSign of the store on the port it has always had. */
  void resume(Tenant tenant, InetAddress address) {
    try {
      start(tenant.atSign(), Listener.bind(address, tenant.port()));
    } catch (IOException e) {
      throw new AtServerException(
          "The atServer of "
              + tenant.atSign()
              + " can't listen on "
              + address.getHostAddress()
              + ":"
              + tenant.port()
              + ": "
              + e.getMessage()
              + ". End what uses that port.",
          e);
    }
  }

  void stop(AtSign atSign) {
    Hosted gone = hosted.remove(atSign);
    if (gone != null) {
      gone.listener().close();
      gone.server().connections().shutDown();
      prover.forget(atSign);
    }
  }

  @Nullable Integer port(AtSign atSign) {
    Hosted found = hosted.get(atSign);
    return found == null ? null : found.listener().port();
  }

  Set<AtSign> atSigns() {
    return new TreeSet<>(hosted.keySet());
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

  void announceStats() {
    hosted.values().forEach(each -> each.server().monitors().announceStats(Operation.UPDATE));
  }

  /** Signing keys of enrollments that are over at this time are no longer found as valid ones. */
  void withdrawExpired(Instant now) {
    hosted.values().forEach(each -> each.server().enrollments().withdrawExpired(now));
  }

  /** Takes no more connections and ends those that are open. */
  @Override
  public void close() {
    hosted.values().forEach(each -> each.listener().close());
    hosted.values().forEach(each -> each.server().connections().shutDown());
  }
}
