package org.noports.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;
import org.noports.tunnel.rendezvous.ClientSideOptions;

/**
 * What the user wants of one session (cli.md 1.1).
 *
 * @param daemon the atSign of the device's side
 * @param device the device's name
 * @param relays the atSigns of the relays to choose from, at least one (cli.md 1.6)
 * @param service the host and port to reach, the host as the daemon resolves it
 * @param local where to listen
 * @param timeout the session ends after this long without connections
 * @param heartbeat pause between heartbeats on the control channel, to daemons that know them
 * @param notice how long a session may be silent before it is taken for lost, where the daemon
 *     answers heartbeats
 * @param daemonPingTimeout how long to wait for the answer to the feature check
 * @param encrypt whether the tunnelled traffic is encrypted end to end
 * @param aead whether authenticated streams are offered to daemons that know them (sessions.md 8.3)
 * @param requireAead whether nothing less will do
 * @param hybrid whether session keys that withstand quantum computers are offered to daemons that
 *     know them, with authenticated streams (docs/extensions/hybrid-keys.md)
 * @param requireHybrid whether nothing less will do
 * @param allowLegacyCrypto whether one key for both directions will do (sessions.md 8.2, 1)
 * @param prepared how many connections a session keeps ready for those that come next, with daemons
 *     that know how (docs/extensions/prepared-connections.md)
 * @param relayAuth how both sides prove themselves to the relay
 */
public record NptOptions(
    AtSign daemon,
    DeviceName device,
    List<AtSign> relays,
    ServiceAddress service,
    LocalBinding local,
    Duration timeout,
    Duration heartbeat,
    Duration notice,
    Duration daemonPingTimeout,
    boolean encrypt,
    boolean aead,
    boolean requireAead,
    boolean hybrid,
    boolean requireHybrid,
    boolean allowLegacyCrypto,
    int prepared,
    RelayAuth relayAuth) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  public static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofHours(24);

  /** What {@code -T 0} means. */
  public static final Duration NEVER = Duration.ofDays(365);

  public static final Duration DEFAULT_HEARTBEAT = Duration.ofMinutes(5);
  public static final Duration DEFAULT_NOTICE = Duration.ofSeconds(15);
  public static final Duration DEFAULT_PING_TIMEOUT = Duration.ofSeconds(20);

  /** One connection at a time is what most programs ask for. */
  public static final int DEFAULT_PREPARED = 1;

  /** Of those a first message may be for: more relays than that are rare. */
  private static final int MOST_RECIPIENTS = 5;

  public NptOptions {
    relays = List.copyOf(relays);
    if (relays.isEmpty()) {
      throw new IllegalArgumentException("a session needs a relay");
    }
    requirePositive("timeout", timeout);
    requirePositive("heartbeat", heartbeat);
    requirePositive("notice", notice);
    requirePositive("daemon ping timeout", daemonPingTimeout);
    if (service.transport() == Transport.UDP && !(encrypt && aead)) {
      throw new IllegalArgumentException(
          "UDP is carried by authenticated streams only: leave out what switches them off");
    }
    if (prepared < 0 || prepared > ClientSideOptions.MOST_PREPARED) {
      throw new IllegalArgumentException(
          "a session prepares 0 to " + ClientSideOptions.MOST_PREPARED + " connections");
    }
    requireAead |= requireHybrid;
    if (requireAead && !(encrypt && aead)) {
      throw new IllegalArgumentException(
          "authenticated streams cannot be required of a session that does without them");
    }
    if (requireHybrid && !hybrid) {
      throw new IllegalArgumentException(
          "hybrid keys cannot be required of a session that does without them");
    }
  }

  /** Whom the first messages of a session go to: what they need can be asked for with the login. */
  public List<AtSign> recipients() {
    return Stream.concat(Stream.of(daemon), relays.stream()).limit(MOST_RECIPIENTS).toList();
  }

  /** The relay of a session whose relay is chosen. */
  AtSign relay() {
    return relays.getFirst();
  }

  /** The same through this one of the relays. */
  NptOptions through(AtSign relay) {
    return new NptOptions(
        daemon,
        device,
        List.of(relay),
        service,
        local,
        timeout,
        heartbeat,
        notice,
        daemonPingTimeout,
        encrypt,
        aead,
        requireAead,
        hybrid,
        requireHybrid,
        allowLegacyCrypto,
        prepared,
        relayAuth);
  }

  /** Whether a daemon that knows hybrid keys is asked for them. */
  boolean offersHybrid() {
    return encrypt && aead && hybrid;
  }

  /** Everything that has no default; the rest as cli.md 1.1 says. */
  public static Builder builder(
      AtSign daemon, DeviceName device, List<AtSign> relays, ServiceAddress service) {
    return new Builder(daemon, device, relays, service);
  }

  /** With one relay. */
  public static Builder builder(
      AtSign daemon, DeviceName device, AtSign relay, ServiceAddress service) {
    return builder(daemon, device, List.of(relay), service);
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " must be more than zero, not " + value);
    }
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private final AtSign daemon;
    private final DeviceName device;
    private final List<AtSign> relays;
    private final ServiceAddress service;
    private LocalBinding local = LocalBinding.loopback(0);
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration heartbeat = DEFAULT_HEARTBEAT;
    private Duration notice = DEFAULT_NOTICE;
    private Duration daemonPingTimeout = DEFAULT_PING_TIMEOUT;
    private boolean encrypt = true;
    private boolean aead = true;
    private boolean requireAead;
    private boolean hybrid = true;
    private boolean requireHybrid;
    private boolean allowLegacyCrypto;
    private int prepared = DEFAULT_PREPARED;
    private RelayAuth relayAuth = RelayAuth.DEFAULT;

    private Builder(AtSign daemon, DeviceName device, List<AtSign> relays, ServiceAddress service) {
      this.daemon = daemon;
      this.device = device;
      this.relays = relays;
      this.service = service;
    }

    public Builder local(LocalBinding binding) {
      this.local = binding;
      return this;
    }

    public Builder timeout(Duration value) {
      this.timeout = value;
      return this;
    }

    public Builder heartbeat(Duration value) {
      this.heartbeat = value;
      return this;
    }

    public Builder notice(Duration value) {
      this.notice = value;
      return this;
    }

    public Builder daemonPingTimeout(Duration value) {
      this.daemonPingTimeout = value;
      return this;
    }

    public Builder encrypt(boolean value) {
      this.encrypt = value;
      return this;
    }

    public Builder aead(boolean value) {
      this.aead = value;
      return this;
    }

    public Builder requireAead(boolean value) {
      this.requireAead = value;
      return this;
    }

    public Builder hybrid(boolean value) {
      this.hybrid = value;
      return this;
    }

    public Builder requireHybrid(boolean value) {
      this.requireHybrid = value;
      return this;
    }

    public Builder allowLegacyCrypto(boolean value) {
      this.allowLegacyCrypto = value;
      return this;
    }

    public Builder prepared(int value) {
      this.prepared = value;
      return this;
    }

    public Builder relayAuth(RelayAuth value) {
      this.relayAuth = value;
      return this;
    }

    public NptOptions build() {
      return new NptOptions(
          daemon,
          device,
          relays,
          service,
          local,
          timeout,
          heartbeat,
          notice,
          daemonPingTimeout,
          encrypt,
          aead,
          requireAead,
          hybrid,
          requireHybrid,
          allowLegacyCrypto,
          prepared,
          relayAuth);
    }
  }
}
