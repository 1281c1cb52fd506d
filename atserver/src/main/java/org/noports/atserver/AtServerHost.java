package org.noports.atserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.delivery.DeliveryQueue;
import org.noports.atserver.delivery.DeliverySettings;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.directory.AtDirectoryServer;
import org.noports.atserver.directory.DirectoryClient;
import org.noports.atserver.directory.DirectoryLimits;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.listener.Rhythm;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.peer.PeerSettings;
import org.noports.atserver.store.Store;
import org.noports.atserver.tenant.PolProver;
import org.noports.atserver.tenant.Shared;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.IdentitySource;
import org.noports.atserver.tls.ServerTls;
import org.noports.atserver.tls.TlsContexts;
import org.noports.atserver.tls.TrustRoots;
import org.noports.protocol.name.AtSign;

/**
 * One process that hosts any number of atSigns, each on a port of its own, and - unless the
 * configuration names another - the atDirectory that leads to them (atprotocol.md 1 and 2).
 *
 * <p>Thread-safe. Owns the store, every listener and connection, the outbound connections and all
 * timers; {@link #close} ends them in bounded time, in the opposite order of their start. {@code
 * changes} lets one atSign be added or removed at a time; it is held across the store's write,
 * which nothing but other such changes waits for.
 */
public final class AtServerHost implements AutoCloseable {
  /** What {@code info} answers: the generation of the reference whose verbs are offered. */
  private static final String VERSION = "3.14.0";

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

  private final AtServerConfig config;
  private final ReentrantLock changes = new ReentrantLock();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final InetAddress bindAddress;
  private final CertificateAuthority authority;
  private final Store store;
  private final HostedAtSigns hosted;
  private final HostPort directoryAddress;
  private boolean closed;

  private AtServerHost(AtServerConfig config) {
    this.config = config;
    try {
      bindAddress = address(config.bindHost());
      authority =
          CertificateAuthority.openOrCreate(
              config.dataDirectory().resolve("ca"), config.random(), config.clock());
      IdentitySource identity = authority.identity("atserver", certificateHosts());
      TrustRoots trust = TrustRoots.platformAnd(authority.caFile());
      ServerTls tls = TlsContexts.server(identity, trust);
      ClientTls clientTls = TlsContexts.client(identity, trust);
      store = own(config.storage().open(config.clock(), Enrollment::isEnrollmentKey));
      DirectoryClient external = externalDirectory(clientTls);
      AtDirectory directory = external == null ? this::localAddress : external;
      PolProver prover = new PolProver(store, config.random(), config.clock());
      PeerConnections peers =
          own(
              new PeerConnections(
                  PeerSettings.DEFAULTS, directory, clientTls, prover, config.clock()));
      DeliveryQueue deliveries =
          own(
              DeliveryQueue.start(
                  store, peers, DeliverySettings.DEFAULTS, config.random(), config.clock()));
      ConnectionPool pool = own(new ConnectionPool(tls, config.limits()));
      hosted = own(new HostedAtSigns(shared(peers, deliveries), prover, pool));
      own(store.listen(hosted::stored));
      directoryAddress = openDirectory(tls);
      store.tenants().forEach(tenant -> hosted.resume(tenant, bindAddress));
      own(Rhythm.every(WATCH_INTERVAL, "connection watch", hosted::checkTimes));
      own(
          Rhythm.every(
              config.limits().statsInterval(), "statsNotification", hosted::announceStats));
      own(Rhythm.every(config.limits().expiryInterval(), "expiry", this::removeExpired));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Opens the store, starts the directory and the atServers of all atSigns already known. */
  public static AtServerHost start(AtServerConfig config) {
    return new AtServerHost(config);
  }

  private Shared shared(PeerConnections peers, DeliveryQueue deliveries) {
    return new Shared(
        store,
        peers,
        deliveries,
        config.limits(),
        config.random(),
        config.clock(),
        config.clock().instant(),
        VERSION);
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new AtServerException(
          "The address to listen on is not known: " + host + ". Name a local IP address.", e);
    }
  }

  private List<String> certificateHosts() {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(config.advertisedHost());
    if (!bindAddress.isAnyLocalAddress()) {
      hosts.add(bindAddress.getHostAddress());
    }
    if (bindAddress.isLoopbackAddress() || bindAddress.isAnyLocalAddress()) {
      hosts.add("localhost");
      hosts.add("127.0.0.1");
    }
    return new ArrayList<>(hosts);
  }

  private @Nullable DirectoryClient externalDirectory(ClientTls tls) {
    HostPort external = config.externalDirectory();
    return external == null ? null : own(new DirectoryClient(external, tls, config.clock()));
  }

  private HostPort openDirectory(ServerTls tls) {
    HostPort external = config.externalDirectory();
    if (external != null) {
      return external;
    }
    RememberedPort remembered =
        new RememberedPort(config.dataDirectory().resolve("directory.port"));
    int port = config.directoryPort() != 0 ? config.directoryPort() : remembered.read();
    AtDirectoryServer directory =
        own(
            AtDirectoryServer.start(
                new InetSocketAddress(bindAddress, port),
                tls.withoutClientCertificates(),
                this::localAddress,
                DirectoryLimits.DEFAULTS));
    remembered.write(directory.port());
    return new HostPort(config.advertisedHost(), directory.port());
  }

  private @Nullable HostPort localAddress(AtSign atSign) {
    Integer port = hosted.port(atSign);
    return port == null ? null : new HostPort(config.advertisedHost(), port);
  }

  /** Signing keys first: an enrollment that has been removed no longer tells that it expired. */
  private void removeExpired() {
    Instant now = config.clock().instant();
    hosted.withdrawExpired(now);
    store.deleteExpired(now);
  }

  /**
   * Adds an atSign with its one-time activation secret (atprotocol.md 7.1) and starts its atServer.
   * An atSign that exists already is left as it is; its secret is not set again.
   *
   * @return where its atServer listens
   */
  public HostPort addAtSign(AtSign atSign, String cramSecret) {
    if (cramSecret.isBlank()) {
      throw new AtServerException("The activation secret of " + atSign + " is empty.");
    }
    changes.lock();
    try {
      requireOpen();
      HostPort existing = localAddress(atSign);
      if (existing != null) {
        return existing;
      }
      NewTenant.create(store, atSign, cramSecret, config.clock(), this::bindNew, hosted::start);
      return addressOf(atSign);
    } finally {
      changes.unlock();
    }
  }

  private ServerSocket bindNew() {
    Set<Integer> taken = new LinkedHashSet<>();
    store.tenants().forEach(tenant -> taken.add(tenant.port()));
    return new PortChoice(bindAddress, config.firstPort()).bind(taken);
  }

  /** Stops the atServer of an atSign and forgets everything stored for it. */
  public void removeAtSign(AtSign atSign) {
    changes.lock();
    try {
      requireOpen();
      hosted.stop(atSign);
      store.removeTenant(atSign);
    } finally {
      changes.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new AtServerException("The atServers are closed.");
    }
  }

  /** Where the atServer of a hosted atSign listens. */
  public HostPort addressOf(AtSign atSign) {
    HostPort address = localAddress(atSign);
    if (address == null) {
      throw new AtServerException(atSign + " is not hosted here. Add it first.");
    }
    return address;
  }

  /** The atSigns hosted now. */
  public Set<AtSign> atSigns() {
    return hosted.atSigns();
  }

  /** The atDirectory in use: the own one, or the one the configuration named. */
  public HostPort directoryAddress() {
    return directoryAddress;
  }

  /** The certificate (PEM) of the authority that signs the certificates of all servers here. */
  public Path caFile() {
    return authority.caFile();
  }

  @Override
  public void close() {
    changes.lock();
    try {
      closed = true;
      while (!owned.isEmpty()) {
        closeOne(owned.pop());
      }
    } finally {
      changes.unlock();
    }
  }

  private static void closeOne(AutoCloseable resource) {
    try {
      resource.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      System.getLogger(AtServerHost.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "closing {0} failed: {1}",
              resource.getClass().getSimpleName(),
              e.getClass().getName());
    }
  }
}
