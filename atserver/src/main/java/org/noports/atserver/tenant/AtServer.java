package org.noports.atserver.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollments;
import org.noports.atserver.cache.CachedKeys;
import org.noports.atserver.connection.Session;
import org.noports.atserver.monitor.Monitors;
import org.noports.atserver.record.Records;
import org.noports.protocol.name.AtSign;

/** The atServer of one atSign: everything the verbs work on. Thread-safe, as everything in it. */
public final class AtServer {
  private final AtSign atSign;
  private final Shared shared;
  private final Records records;
  private final Enrollments enrollments;
  private final CachedKeys cache;
  private final Monitors monitors;
  private final SigningKeys signingKeys;
  private final Blocklist blocklist;
  private final LiveConnections connections = new LiveConnections();
  private final Rights rights;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final Quota quota;
  private final KnownSigners knownSigners;
  private final Visits visitors = new Visits();
  private final Visits keysVisited = new Visits();
  private volatile @Nullable Instant lastLogin;
  private volatile @Nullable Instant lastPkam;

  public AtServer(AtSign atSign, Shared shared, SigningKeys signingKeys) {
    this.atSign = atSign;
    this.shared = shared;
    this.records = new Records(atSign, shared.store(), shared.clock());
    this.enrollments = new Enrollments(atSign, shared.store(), records);
    this.cache = new CachedKeys(records, shared.store());
    this.monitors = new Monitors(atSign, shared.store(), records);
    this.signingKeys = signingKeys;
    this.knownSigners = new KnownSigners(records);
    this.blocklist = new Blocklist(records);
    this.rights = new Rights(enrollments);
    this.outgoing = new Outgoing(atSign, shared, records);
    this.incoming = new Incoming(this);
    this.quota = new Quota(shared.store(), records, shared.limits());
  }

  public AtSign atSign() {
    return atSign;
  }

  public Shared shared() {
    return shared;
  }

  public Records records() {
    return records;
  }

  public Enrollments enrollments() {
    return enrollments;
  }

  public CachedKeys cache() {
    return cache;
  }

  public Monitors monitors() {
    return monitors;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  public Blocklist blocklist() {
    return blocklist;
  }

  public LiveConnections connections() {
    return connections;
  }

  /** What a connection's enrollment lets it do. */
  public Rights rights() {
    return rights;
  }

  /** Notifications this atSign sends. */
  public Outgoing outgoing() {
    return outgoing;
  }

  /** Notifications others send to this atSign. */
  public Incoming incoming() {
    return incoming;
  }

  /** What this atSign may still keep. */
  public Quota quota() {
    return quota;
  }

  /** The keys they proved themselves with. */
  public KnownSigners knownSigners() {
    return knownSigners;
  }

  /** The atSigns that proved themselves here. */
  public Visits visitors() {
    return visitors;
  }

  /** The keys looked up here. */
  public Visits keysVisited() {
    return keysVisited;
  }

  /** When the owner last logged in while this process runs, or null. */
  public @Nullable Instant lastLogin() {
    return lastLogin;
  }

  /** When the owner last logged in by {@code pkam} while this process runs, or null. */
  public @Nullable Instant lastPkam() {
    return lastPkam;
  }

  /** The owner logged in with a key of its own; {@link #loggedIn} is to be called too. */
  public void loggedInByPkam() {
    lastPkam = records.now();
  }

  /** The owner logged in. */
  public void loggedIn() {
    lastLogin = records.now();
    shared.counters().login();
  }

  /** Whether the connection speaks for this atSign without the limits of an enrollment. */
  public static boolean isUnlimited(Session session) {
    return session.isOwner() && session.enrollmentId() == null;
  }
}
