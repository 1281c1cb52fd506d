package org.noports.atserver.tenant;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.noports.atserver.Limits;
import org.noports.atserver.connection.Addresses;
import org.noports.atserver.delivery.DeliveryQueue;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.store.Store;

/** What all atServers of one process share. Everything in it is thread-safe. */
public record Shared(
    Store store,
    PeerConnections peers,
    AtDirectory directory,
    boolean peersNeedCertificate,
    DeliveryQueue deliveries,
    Neighbours neighbours,
    Addresses addresses,
    Counters counters,
    Limits limits,
    SecureRandom random,
    InstantSource clock,
    Instant startedAt,
    String version) {

  /** A random UUID of version 4. */
  public String uuid() {
    return uuid(random);
  }

  /** A random UUID of version 4 from that source. */
  public static String uuid(SecureRandom random) {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
