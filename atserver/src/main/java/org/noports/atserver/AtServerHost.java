package org.noports.atserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Addresses;
import org.noports.atserver.delivery.DeliveryQueue;
import org.noports.atserver.delivery.DeliverySettings;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.directory.AtDirectoryServer;
import org.noports.atserver.directory.DirectoryClient;
import org.noports.atserver.directory.DirectoryLimits;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.peer.PeerSettings;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.tenant.Counters;
import org.noports.atserver.tenant.Neighbours;
import org.noports.atserver.tenant.PolProver;
import org.noports.atserver.tenant.Shared;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.ServerTls;
import org.noports.protocol.name.AtSign;

/**
 * One process that hosts any number of atSigns, each on a port of its own or all on one, and -
 * unless the configuration names another - the atDirectory that leads to them (atprotocol.md 1 and
 * 2).
 *
 * <p>Thread-safe. Owns the store, every listener and connection, the outbound connections and all
 * timers; {@link #close} ends them in bounded time, in the opposite order of their start. {@code
 * changes} lets one atSign be added or removed at a time; it is held across the store's write,
 * which nothing but other such changes waits for.
 */
public final class AtServerHost implements AutoCloseable {
  /** What {@code info} answers: the generation of the reference whose verbs are offered. */
  private static final String VERSION = "3.14.0";

  private final AtServerConfig config;
  private final ReentrantLock changes = new ReentrantLock();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final InetAddress bindAddress;
  private final CertificateAuthority authority;
  private final Store store;
  private final HostedAtSigns hosted;
  private final HostPort directoryAddress;
  private final @Nullable SharedPort sharedPort;
  private final DeliveryQueue deliveries;
  private final AddedElsewhere addedElsewhere;
  private final ConnectionPool pool;
  private final Counters counters = new Counters();
  private final Instant startedAt;
  private boolean closed;

  /** Until then the constructor alone starts atServers. */
  private volatile boolean started;

  private AtServerHost(AtServerConfig config) {
    this.config = config;
    this.startedAt = config.clock().instant();
    try {
      bindAddress = address(config.bindHost());
      authority =
          CertificateAuthority.openOrCreate(
              config.dataDirectory().resolve("ca"), config.random(), config.clock());
      HostTls tls = HostTls.of(config, bindAddress, authority);
      store = own(config.storage().open(config.clock(), Enrollment::isEnrollmentKey));
      addedElsewhere = new AddedElsewhere(store::serves, this::takeUpTenants, System::nanoTime);
      DirectoryClient external = externalDirectory(tls.client());
      AtDirectory directory = external == null ? this::localAddress : external;
      PolProver prover = new PolProver(store, config.random(), config.clock());
      PeerConnections peers =
          own(
              new PeerConnections(
                  PeerSettings.DEFAULTS, directory, tls.client(), prover, config.clock()));
      Neighbours neighbours =
          new Neighbours(directory, this::localAddress, peers, System::nanoTime);
      deliveries =
          own(
              new DeliveryQueue(
                  store, neighbours, DeliverySettings.DEFAULTS, config.random(), config.clock()));
      Addresses addresses = new Addresses(config.limits(), System::nanoTime);
      pool = own(new ConnectionPool(tls.server(), config.limits(), addresses, counters));
      Shared shared = shared(peers, directory, neighbours, addresses);
      hosted =
          own(
              new HostedAtSigns(
                  shared, prover, pool, config.advertisedHost(), addedElsewhere::lookFor));
      own(store.listen(new SharedStorage(hosted, deliveries, this::takeUpTenants)));
      directoryAddress = openDirectory(tls.server());
      Integer wanted = config.sharedPort();
      sharedPort =
          wanted == null
              ? null
              : own(SharedPort.open(config, bindAddress, wanted, hosted, pool, shared));
      store.tenants().forEach(this::resume);
      own(Upkeep.start(config, store, hosted, sharedPort));
      started = true;
      takeUpTenants();
      deliveries.begin();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void resume(Tenant tenant) {
    if (sharedPort == null) {
      hosted.resume(tenant, bindAddress);
    } else {
      hosted.start(tenant.atSign(), null);
    }
  }

  /** Opens the store, starts the directory and the atServers of all atSigns already known. */
  public static AtServerHost start(AtServerConfig config) {
    return new AtServerHost(config);
  }

  private Shared shared(
      PeerConnections peers, AtDirectory directory, Neighbours neighbours, Addresses addresses) {
    return new Shared(
        store,
        peers,
        directory,
        config.peersNeedCertificate(),
        deliveries,
        neighbours,
        addresses,
        counters,
        config.limits(),
        config.random(),
        config.clock(),
        startedAt,
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
    if (!hosted.has(atSign)) {
      addedElsewhere.lookFor(atSign);
    }
    if (sharedPort != null) {
      return hosted.has(atSign)
          ? new HostPort(
              ServerNames.labelOf(atSign) + "." + config.advertisedHost(), sharedPort.port())
          : null;
    }
    Integer port = hosted.port(atSign);
    return port == null ? null : new HostPort(config.advertisedHost(), port);
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
      try {
        NewTenant.create(store, atSign, cramSecret, config.clock(), place(), hosted::start);
      } catch (AtServerException e) {
        // Another process on the storage may have been a moment earlier.
        takeUpTenants();
        if (!hosted.has(atSign)) {
          throw e;
        }
      }
      return addressOf(atSign);
    } finally {
      changes.unlock();
    }
  }

  private NewTenant.Place place() {
    Set<Integer> taken = new LinkedHashSet<>();
    store.tenants().forEach(tenant -> taken.add(tenant.port()));
    if (sharedPort != null) {
      return new NewTenant.Place(SharedPort.standIn(taken), null);
    }
    ServerSocket bound = new PortChoice(bindAddress, config.firstPort()).bind(taken);
    return new NewTenant.Place(bound.getLocalPort(), bound);
  }

  /** Starts and stops atServers so that all tenants of the store are served, and no other. */
  private void takeUpTenants() {
    changes.lock();
    try {
      if (closed || !started) {
        return;
      }
      List<Tenant> tenants = store.tenants();
      Set<AtSign> gone = new LinkedHashSet<>(hosted.atSigns());
      tenants.forEach(tenant -> gone.remove(tenant.atSign()));
      gone.forEach(hosted::stop);
      for (Tenant tenant : tenants) {
        if (!hosted.has(tenant.atSign())) {
          resume(tenant);
        }
      }
    } catch (AtServerException e) {
      System.getLogger(AtServerHost.class.getName()).log(System.Logger.Level.ERROR, e.getMessage());
    } finally {
      changes.unlock();
    }
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

  /** What the servers of this process do now and have done since its start. */
  public AtServerStatistics statistics() {
    return AtServerStatistics.of(hosted, pool, deliveries, counters, store, startedAt);
  }

  /** Whether connections are taken and the storage answers. */
  public boolean isServing() {
    try {
      store.tenants();
      return true;
    } catch (StoreException e) {
      return false;
    }
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
