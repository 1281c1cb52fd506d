package org.noports.client;

import java.util.List;
import java.util.stream.Collectors;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;

/**
 * What may be behind a daemon's silence, as far as the records show that daemons of every release
 * share with their managers: a refused sender gets no answer from most of them (sessions.md 1.2,
 * 6.4).
 */
sealed interface Silence {
  /** In words, with what to do. */
  String text(AtSign daemon, AtSign client);

  /** The device was set up for this client, so its daemon is gone. */
  record Off() implements Silence {
    @Override
    public String text(AtSign daemon, AtSign client) {
      return "it is known to %s, so sshnpd is off there or has no network: start it"
          .formatted(client);
    }
  }

  /** Other devices of that atSign are. */
  record OtherName(List<DeviceName> names) implements Silence {
    private static final int MOST_SHOWN = 10;

    @Override
    public String text(AtSign daemon, AtSign client) {
      return "%s shares no device of that name with %s, but %s%s: correct -d"
          .formatted(
              daemon,
              client,
              names.stream()
                  .limit(MOST_SHOWN)
                  .map(DeviceName::text)
                  .collect(Collectors.joining(", ")),
              names.size() > MOST_SHOWN ? ", ..." : "");
    }
  }

  /** Nothing is known. */
  record Unknown() implements Silence {
    @Override
    public String text(AtSign daemon, AtSign client) {
      return "%s shares no device with %s: check that sshnpd runs there under this device name and that %s is one of its managers"
          .formatted(daemon, client, client);
    }
  }

  /** Looks into the records; takes as long as the atServers do. */
  static Silence of(AtSign daemon, DeviceName device, SessionEdge edge) {
    List<DeviceName> names = SharedDevices.of(daemon, edge);
    if (names.isEmpty()) {
      return new Unknown();
    }
    return names.contains(device) ? new Off() : new OtherName(names);
  }
}
