package org.noports.cli.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.OptionGroup;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import picocli.CommandLine.Model.CommandSpec;

/** Who wants a session with which device, and how patiently (cli.md 1.1, 2.1). */
public final class PartiesOptions implements OptionGroup {
  private @Nullable AtSign from;
  private @Nullable AtSign to;
  private @Nullable DeviceName device;
  private long pingSeconds = 20;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-f", "--from")
        .label("<atSign>")
        .description("The client's atSign, yours (mandatory).")
        .value(AtSign.class, new AtSignConverter(), value -> from = value);
    DeclaredOption.in(spec, "-t", "--to")
        .label("<atSign>")
        .description("The daemon's atSign, that of the device's side.")
        .value(AtSign.class, new AtSignConverter(), value -> to = value);
    DeclaredOption.in(spec, "-d", "--device")
        .label("<name>")
        .description("The device's name.")
        .value(DeviceName.class, new DeviceNameConverter(), value -> device = value);
    DeclaredOption.in(spec, "--daemon-ping-timeout", "--dpt")
        .label("<seconds>")
        .description("How long to wait for the daemon's first answer (default 20).")
        .value(Long.class, value -> pingSeconds = value);
  }

  public @Nullable AtSign from() {
    return from;
  }

  public @Nullable AtSign to() {
    return to;
  }

  public @Nullable DeviceName device() {
    return device;
  }

  public Duration daemonPingTimeout() {
    return Duration.ofSeconds(pingSeconds);
  }
}
