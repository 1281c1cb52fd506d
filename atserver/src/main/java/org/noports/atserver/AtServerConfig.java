package org.noports.atserver;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.Storage;

/**
 * What one server process needs to know.
 *
 * @param dataDirectory holds the certificate authority and the server certificates
 * @param storage where records and notifications are kept
 * @param bindHost local address of every listener
 * @param advertisedHost name the directory gives out and the certificates are issued for
 * @param directoryPort port of the own atDirectory, 0 for one the system chooses at the first start
 * @param externalDirectory an atDirectory elsewhere; when given no own one is started
 * @param firstPort first port tried for a new atSign, 0 for ones the system chooses
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
  }

  /** A private system on this machine: loopback only, every port chosen by the system. */
  public static AtServerConfig onLoopback(Path dataDirectory) {
    return new AtServerConfig(
        dataDirectory,
        new Storage.Sqlite(dataDirectory),
        "127.0.0.1",
        "localhost",
        0,
        null,
        0,
        Limits.DEFAULTS,
        new SecureRandom(),
        InstantSource.system());
  }

  public AtServerConfig withStorage(Storage other) {
    return new AtServerConfig(
        dataDirectory,
        other,
        bindHost,
        advertisedHost,
        directoryPort,
        externalDirectory,
        firstPort,
        limits,
        random,
        clock);
  }

  public AtServerConfig withHosts(String bind, String advertised) {
    return new AtServerConfig(
        dataDirectory,
        storage,
        bind,
        advertised,
        directoryPort,
        externalDirectory,
        firstPort,
        limits,
        random,
        clock);
  }

  public AtServerConfig withPorts(int directory, int first) {
    return new AtServerConfig(
        dataDirectory,
        storage,
        bindHost,
        advertisedHost,
        directory,
        externalDirectory,
        first,
        limits,
        random,
        clock);
  }

  public AtServerConfig withExternalDirectory(HostPort address) {
    return new AtServerConfig(
        dataDirectory,
        storage,
        bindHost,
        advertisedHost,
        directoryPort,
        address,
        firstPort,
        limits,
        random,
        clock);
  }

  public AtServerConfig withLimits(Limits other) {
    return new AtServerConfig(
        dataDirectory,
        storage,
        bindHost,
        advertisedHost,
        directoryPort,
        externalDirectory,
        firstPort,
        other,
        random,
        clock);
  }

  public AtServerConfig withTime(SecureRandom otherRandom, InstantSource otherClock) {
    return new AtServerConfig(
        dataDirectory,
        storage,
        bindHost,
        advertisedHost,
        directoryPort,
        externalDirectory,
        firstPort,
        limits,
        otherRandom,
        otherClock);
  }
}
