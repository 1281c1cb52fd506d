package org.noports.atserver;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.Storage;
import org.noports.atserver.tls.CertificateFiles;

/**
 * What one server process needs to know.
 *
 * @param dataDirectory holds the store, the certificate authority and the server certificates
 * @param storage where records and notifications are kept
 * @param bindHost local address of every listener
 * @param advertisedHost name the directory gives out and the certificates are issued for
 * @param directoryPort port of the own atDirectory, 0 for one the system chooses at the first start
 * @param externalDirectory an atDirectory elsewhere; when given no own one is started
 * @param firstPort first port tried for a new atSign, 0 for ones the system chooses
 * @param sharedPort one port for all atSigns, told apart by the TLS server name; null for a port
 *     each
 * @param certificate the server's own certificate from elsewhere; null for one of the private
 *     authority
 * @param clientCertificate what is shown to other atServers; null for the same as clients see
 * @param extraRoots certificates (PEM) trusted besides the platform's and the private authority
 * @param peersNeedCertificate whether a foreign atSign must come with a certificate of its
 *     directory host (atprotocol.md 2.6)
 * @param limits bounds of connections, queues and lives
 * @param random source of challenges, ids and keys
 * @param clock source of every time stamp
 */
public record AtServerConfig(
    Path dataDirectory,
    Storage storage,
    String bindHost,
    String advertisedHost,
    int directoryPort,
    @Nullable HostPort externalDirectory,
    int firstPort,
    @Nullable Integer sharedPort,
    @Nullable CertificateFiles certificate,
    @Nullable CertificateFiles clientCertificate,
    @Nullable Path extraRoots,
    boolean peersNeedCertificate,
    Limits limits,
    SecureRandom random,
    InstantSource clock) {

  public AtServerConfig {
    if (directoryPort < 0 || directoryPort > 65535) {
      throw new AtServerException("Not a port of the directory: " + directoryPort);
    }
    if (firstPort < 0 || firstPort > 65535) {
      throw new AtServerException("Not a first port for atServers: " + firstPort);
    }
    if (sharedPort != null && (sharedPort < 0 || sharedPort > 65535)) {
      throw new AtServerException("Not a port for all atServers: " + sharedPort);
    }
  }

  /** A private system on this machine: loopback only, every port chosen by the system. */
  public static AtServerConfig onLoopback(Path dataDirectory) {
    return new Builder(dataDirectory).build();
  }

  public AtServerConfig withStorage(Storage other) {
    return with().storage(other).build();
  }

  public AtServerConfig withHosts(String bind, String advertised) {
    return with().bindHost(bind).advertisedHost(advertised).build();
  }

  public AtServerConfig withPorts(int directory, int first) {
    return with().directoryPort(directory).firstPort(first).build();
  }

  public AtServerConfig withExternalDirectory(HostPort address) {
    return with().externalDirectory(address).build();
  }

  public AtServerConfig withLimits(Limits other) {
    return with().limits(other).build();
  }

  public AtServerConfig withTime(SecureRandom otherRandom, InstantSource otherClock) {
    return with().random(otherRandom).clock(otherClock).build();
  }

  /** As this one, to be changed. */
  public Builder with() {
    Builder out = new Builder(dataDirectory);
    out.storage = storage;
    out.bindHost = bindHost;
    out.advertisedHost = advertisedHost;
    out.directoryPort = directoryPort;
    out.externalDirectory = externalDirectory;
    out.firstPort = firstPort;
    out.sharedPort = sharedPort;
    out.certificate = certificate;
    out.clientCertificate = clientCertificate;
    out.extraRoots = extraRoots;
    out.peersNeedCertificate = peersNeedCertificate;
    out.limits = limits;
    out.random = random;
    out.clock = clock;
    return out;
  }

  /** Not thread-safe; begins with a private system on this machine. */
  public static final class Builder {
    private final Path dataDirectory;
    private Storage storage;
    private String bindHost = "127.0.0.1";
    private String advertisedHost = "localhost";
    private int directoryPort = 0;
    private @Nullable HostPort externalDirectory;
    private int firstPort = 0;
    private @Nullable Integer sharedPort;
    private @Nullable CertificateFiles certificate;
    private @Nullable CertificateFiles clientCertificate;
    private @Nullable Path extraRoots;
    private boolean peersNeedCertificate = false;
    private Limits limits = Limits.DEFAULTS;
    private SecureRandom random = new SecureRandom();
    private InstantSource clock = InstantSource.system();

    private Builder(Path dataDirectory) {
      this.dataDirectory = dataDirectory;
      this.storage = new Storage.Sqlite(dataDirectory);
    }

    public Builder storage(Storage value) {
      storage = value;
      return this;
    }

    public Builder bindHost(String value) {
      bindHost = value;
      return this;
    }

    public Builder advertisedHost(String value) {
      advertisedHost = value;
      return this;
    }

    public Builder directoryPort(int value) {
      directoryPort = value;
      return this;
    }

    public Builder externalDirectory(@Nullable HostPort value) {
      externalDirectory = value;
      return this;
    }

    public Builder firstPort(int value) {
      firstPort = value;
      return this;
    }

    public Builder sharedPort(@Nullable Integer value) {
      sharedPort = value;
      return this;
    }

    public Builder certificate(@Nullable CertificateFiles value) {
      certificate = value;
      return this;
    }

    public Builder clientCertificate(@Nullable CertificateFiles value) {
      clientCertificate = value;
      return this;
    }

    public Builder extraRoots(@Nullable Path value) {
      extraRoots = value;
      return this;
    }

    public Builder peersNeedCertificate(boolean value) {
      peersNeedCertificate = value;
      return this;
    }

    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    public Builder random(SecureRandom value) {
      random = value;
      return this;
    }

    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    public AtServerConfig build() {
      return new AtServerConfig(
          dataDirectory,
          storage,
          bindHost,
          advertisedHost,
          directoryPort,
          externalDirectory,
          firstPort,
          sharedPort,
          certificate,
          clientCertificate,
          extraRoots,
          peersNeedCertificate,
          limits,
          random,
          clock);
    }
  }
}
