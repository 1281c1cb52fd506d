package org.noports.atserver.connection;

import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * The state of one connection's dialogue. Only the thread of its connection changes it; {@link
 * #authentication} is read by other threads too.
 */
public final class Session {
  /** A challenge sent by {@code from}: good for one attempt within its life. */
  public record Challenge(String text, long expiresAtMillis) {}

  /** A foreign atSign that announced itself by {@code from}, and the challenge it got. */
  public record PeerClaim(AtSign atSign, Challenge challenge) {}

  /** What a connection has registered elsewhere and ends with it. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Requests for enrollments of one connection in an hour (atprotocol.md 7.4). */
  private static final int ENROLL_REQUESTS = 5;

  private final String id;
  private final Outbox outbox;
  private final String remote;
  private final String address;
  private final @Nullable X509Certificate certificate;
  private final ChallengeBinding binding;
  private volatile Authentication authentication = Authentication.ANONYMOUS;
  private boolean jsonErrors;
  private @Nullable Challenge challenge;
  private @Nullable PeerClaim peerClaim;
  private int failedLogins;
  private final Allowance enrollRequests = new Allowance(ENROLL_REQUESTS, Duration.ofHours(1));
  private @Nullable Registration monitor;

  Session(
      String id,
      Outbox outbox,
      String remote,
      String address,
      @Nullable X509Certificate certificate,
      ChallengeBinding binding) {
    this.id = id;
    this.outbox = outbox;
    this.remote = remote;
    this.address = address;
    this.certificate = certificate;
    this.binding = binding;
  }

  /**
   * Of what another atServer of this process asks without a connection.
   *
   * @param caller as whom it asks, null for nobody
   */
  public static Session within(@Nullable AtSign caller) {
    Outbox nowhere = new Outbox(OutputStream.nullOutputStream(), () -> {}, 1, 1, System::nanoTime);
    Session session = new Session("", nowhere, "this process", "", null, ChallengeBinding.none());
    if (caller != null) {
      session.authenticated(new Authentication.Peer(caller));
    }
    return session;
  }

  /** {@code _} and a UUID, the same for all challenges of the connection that are told. */
  public String id() {
    return id;
  }

  /** The numeric address and port of the other end, for logs. */
  public String remote() {
    return remote;
  }

  /** What stands for the other end's address where it is counted ({@link Addresses}). */
  public String address() {
    return address;
  }

  /** The certificate the other end showed, or null. */
  public @Nullable X509Certificate certificate() {
    return certificate;
  }

  public Outbox outbox() {
    return outbox;
  }

  public Authentication authentication() {
    return authentication;
  }

  /** The other end is somebody else now; what it monitored as the former one ends. */
  public void authenticated(Authentication now) {
    if (!now.equals(authentication)) {
      authentication = now;
      close();
    }
  }

  /** The connection has enrolled itself and goes on with that enrollment's rights. */
  public void enrolled(String enrollmentId) {
    authenticated(new Authentication.Owner(enrollmentId, true));
  }

  /** The enrollment that limits the connection, or null. */
  public @Nullable String enrollmentId() {
    return authentication instanceof Authentication.Owner owner ? owner.enrollmentId() : null;
  }

  public boolean isOwner() {
    return authentication instanceof Authentication.Owner;
  }

  /** The atSign that proved itself by pol, or null. */
  public @Nullable AtSign peer() {
    return authentication instanceof Authentication.Peer peer ? peer.atSign() : null;
  }

  /** How many requests for enrollments the connection may still make. */
  public Allowance enrollRequests() {
    return enrollRequests;
  }

  public boolean jsonErrors() {
    return jsonErrors;
  }

  public void jsonErrors(boolean wanted) {
    jsonErrors = wanted;
  }

  /**
   * The challenge of the owner's first login here that both ends know without its being told; null
   * when there is none.
   */
  public @Nullable String takeBoundChallenge(AtSign owner) {
    return binding.take(owner);
  }

  public void challenge(Challenge sent) {
    challenge = sent;
    peerClaim = null;
  }

  public void peerClaim(PeerClaim sent) {
    peerClaim = sent;
    challenge = null;
  }

  /** Takes the challenge away: right or wrong, it is answered once. Null when none is alive. */
  public @Nullable String takeChallenge(long nowMillis) {
    Challenge taken = challenge;
    challenge = null;
    return taken == null || taken.expiresAtMillis() <= nowMillis ? null : taken.text();
  }

  /** Takes the claim of a foreign atSign away, alive or not; null when there was none. */
  public @Nullable PeerClaim takePeerClaim() {
    PeerClaim taken = peerClaim;
    peerClaim = null;
    return taken;
  }

  /** Counts a failed login and says how many there were. */
  public int loginFailed() {
    return ++failedLogins;
  }

  /** Replaces what the connection monitors; the former registration ends and is given back. */
  public @Nullable Registration monitor(Registration registration) {
    Registration former = monitor;
    monitor = registration;
    if (former != null) {
      former.close();
    }
    return former;
  }

  /** Whether the other end has proved who it is. */
  public boolean loggedIn() {
    return !(authentication instanceof Authentication.Anonymous);
  }

  void close() {
    Registration last = monitor;
    monitor = null;
    if (last != null) {
      last.close();
    }
  }
}
