package org.noports.cli.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import picocli.CommandLine.Option;

/** Who wants a session with which device, and how patiently (cli.md 1.1, 2.1). */
public final class PartiesOptions {
  @Option(
      names = {"-f", "--from"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The client's atSign, yours (mandatory).")
  private @Nullable AtSign from;

  @Option(
      names = {"-t", "--to"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The daemon's atSign, that of the device's side.")
  private @Nullable AtSign to;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      converter = DeviceNameConverter.class,
      description = "The device's name.")
  private @Nullable DeviceName device;

  @Option(
      names = {"--daemon-ping-timeout", "--dpt"},
      paramLabel = "<seconds>",
      defaultValue = "20",
      description = "How long to wait for the daemon's first answer (default 20).")
  private long pingSeconds = 20;

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
