package org.noports.daemon;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;

/**
 * What the operator of a daemon decides (cli.md 3.1).
 *
 * @param managers the atSigns with direct access
 * @param policy the atSign of the service that decides about all others; null when there is none
 * @param policyCheck how often that service is asked again about the clients of live sessions, to
 *     end those it no longer permits; zero for never
 * @param permitOpen {@code host:port} entries clients may reach, {@code *} for any (sessions.md
 *     7.2)
 * @param deviceGroup told to policy services and in the ping answer
 * @param requireAead whether sessions without authenticated streams are refused (sessions.md 8.3)
 * @param requireHybrid whether sessions without hybrid keys are refused, which includes those
 *     without authenticated streams (docs/extensions/hybrid-keys.md)
 * @param checks what clients' keys must be
 * @param hide whether no device records are published; pings are answered all the same
 * @param userName the name of the user the daemon runs as, shared with the managers
 * @param version the version of the program, as the ping answer says it
 * @param ssh what is done for ssh sessions; null when none are served
 * @param limits bounds on what senders can make the daemon do
 */
public record DaemonConfig(
    DeviceName device,
    SequencedSet<AtSign> managers,
    @Nullable AtSign policy,
    Duration policyCheck,
    PermitOpen permitOpen,
    String deviceGroup,
    boolean requireAead,
    boolean requireHybrid,
    ClientChecks checks,
    boolean hide,
    String userName,
    String version,
    @Nullable SshSettings ssh,
    DaemonLimits limits) {
  public static final PermitOpen DEFAULT_PERMIT_OPEN =
      PermitOpen.of(List.of("localhost:22", "localhost:3389"));

  /** With a policy service, unless the operator says more or less. */
  private static final PermitOpen ANSWER_DECIDES = PermitOpen.of(List.of("*:*"));

  public static final String NO_DEVICE_GROUP = "__none__";

  public DaemonConfig {
    managers = Collections.unmodifiableSequencedSet(new TreeSet<>(managers));
  }

  /** Everything that has no default; the rest as cli.md 3.1 says. */
  public static Builder builder(DeviceName device, Collection<AtSign> managers) {
    return new Builder(device, managers);
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private final DeviceName device;
    private final SequencedSet<AtSign> managers;
    private @Nullable AtSign policy;
    private Duration policyCheck = Duration.ZERO;
    private @Nullable PermitOpen permitOpen;
    private String deviceGroup = NO_DEVICE_GROUP;
    private boolean requireAead;
    private boolean requireHybrid;
    private ClientChecks checks = ClientChecks.DEFAULT;
    private boolean hide;
    private String userName = "";
    private String version = "";
    private @Nullable SshSettings ssh;
    private DaemonLimits limits = DaemonLimits.DEFAULT;

    private Builder(DeviceName device, Collection<AtSign> managers) {
      this.device = device;
      this.managers = new TreeSet<>(managers);
    }

    public Builder policy(@Nullable AtSign atSign) {
      this.policy = atSign;
      return this;
    }

    public Builder policyCheck(Duration interval) {
      if (interval.isNegative()) {
        throw new IllegalArgumentException("the time between checks must not be negative");
      }
      this.policyCheck = interval;
      return this;
    }

    /** Without it {@link #DEFAULT_PERMIT_OPEN}, or {@code *:*} when there is a policy service. */
    public Builder permitOpen(PermitOpen entries) {
      this.permitOpen = entries;
      return this;
    }

    public Builder deviceGroup(String group) {
      this.deviceGroup = group;
      return this;
    }

    public Builder requireAead(boolean value) {
      this.requireAead = value;
      return this;
    }

    public Builder requireHybrid(boolean value) {
      this.requireHybrid = value;
      return this;
    }

    public Builder checks(ClientChecks value) {
      this.checks = value;
      return this;
    }

    public Builder hide(boolean value) {
      this.hide = value;
      return this;
    }

    public Builder userName(String name) {
      this.userName = name;
      return this;
    }

    public Builder version(String text) {
      this.version = text;
      return this;
    }

    public Builder ssh(SshSettings settings) {
      this.ssh = settings;
      return this;
    }

    public Builder limits(DaemonLimits value) {
      this.limits = value;
      return this;
    }

    private PermitOpen permitted() {
      if (permitOpen != null) {
        return permitOpen;
      }
      return policy == null ? DEFAULT_PERMIT_OPEN : ANSWER_DECIDES;
    }

    public DaemonConfig build() {
      return new DaemonConfig(
          device,
          managers,
          policy,
          policyCheck,
          permitted(),
          deviceGroup,
          requireAead,
          requireHybrid,
          checks,
          hide,
          userName,
          version,
          ssh,
          limits);
    }
  }
}
