package org.noports.cli.sshnp;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.client.DeviceSearch;
import org.noports.client.FoundDevice;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;

/** {@code sshnp --list-devices} (cli.md 2.6): for people on stderr, as JSON on stdout. */
final class DeviceListing {
  private static final int LONGEST = 200;

  private final Terminal terminal;
  private final boolean json;
  private final Supplier<AtClientConfig> edge;

  DeviceListing(Terminal terminal, boolean json, Supplier<AtClientConfig> edge) {
    this.terminal = terminal;
    this.json = json;
    this.edge = edge;
  }

  /**
   * The exit code.
   *
   * @param daemon whose devices; null for everybody's
   */
  int run(@Nullable AtSign daemon) throws InterruptedException {
    if (!json) {
      terminal.err().println("Searching for devices...");
    }
    List<FoundDevice> found;
    try (AtClient client = AtClient.open(edge.get())) {
      terminal.stop().closes(client);
      found = DeviceSearch.with(client).search(daemon);
      terminal.stop().forget(client);
    }
    if (json) {
      terminal.out().println(json(found));
    } else if (found.isEmpty()) {
      terminal.err().println("[X] No devices found");
    } else {
      print("Active Devices:", found.stream().filter(FoundDevice::active).toList(), daemon);
      print("Inactive Devices:", found.stream().filter(one -> !one.active()).toList(), daemon);
    }
    return 0;
  }

  private void print(String heading, List<FoundDevice> devices, @Nullable AtSign daemon) {
    PrintStream err = terminal.err();
    err.println(heading);
    if (devices.isEmpty()) {
      err.println("  No devices found");
    }
    for (FoundDevice device : devices) {
      err.println(
          "  %s%s - v%s (core v%s)"
              .formatted(
                  device.name(),
                  daemon == null ? device.daemon().text() : "",
                  shown(device.info().version()),
                  shown(device.info().corePackageVersion())));
      err.println(
          "  - allowedServices: "
              + OneLine.of(String.join(" ", device.info().allowedServices()), LONGEST));
    }
  }

  private static String shown(@Nullable String text) {
    return text == null ? "?" : OneLine.of(text, LONGEST);
  }

  private static String json(List<FoundDevice> found) {
    return JsonObject.builder()
        .put(
            "devices",
            new JsonArray(
                found.stream()
                    .<JsonValue>map(device ->
                        JsonObject.builder()
                            .put("device", device.name().text())
                            .put("atSign", device.daemon().text())
                            .put("active", device.active())
                            .put("version", device.info().version())
                            .put("corePackageVersion", device.info().corePackageVersion())
                            .put(
                                "allowedServices",
                                JsonArray.ofStrings(device.info().allowedServices()))
                            .build())
                    .toList()))
        .build()
        .canonical();
  }
}
