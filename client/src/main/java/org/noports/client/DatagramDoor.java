package org.noports.client;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.LocalFlows;

/**
 * Lets local datagrams in, whatever becomes of the sessions behind it (docs/extensions/udp.md): all
 * senders share one link through the tunnel.
 *
 * <p>Threads: a virtual one takes local datagrams, besides that of {@link DatagramLink}. Closing it
 * ends both and the port.
 */
final class DatagramDoor implements Entrance.Door {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final LocalPort<DatagramChannel> port;
  private final LocalFlows flows;
  private final DatagramLink link;
  private final Thread taking;

  private DatagramDoor(
      LocalPort<DatagramChannel> port,
      DatagramLimits limits,
      Entrance.Dialer dialer,
      Entrance.TurnedAway turnedAway)
      throws IOException {
    String name = "port " + port.port() + "/udp";
    this.port = port;
    this.flows = new LocalFlows(name, port.channels(), limits);
    this.link = new DatagramLink(name, limits, dialer, turnedAway, flows);
    this.taking = Thread.ofVirtual().name(name).unstarted(() -> flows.run(link));
  }

  static DatagramDoor open(
      LocalPort<DatagramChannel> port,
      DatagramLimits limits,
      Entrance.Dialer dialer,
      Entrance.TurnedAway turnedAway) {
    try {
      DatagramDoor door = new DatagramDoor(port, limits, dialer, turnedAway);
      door.taking.start();
      return door;
    } catch (IOException e) {
      port.close();
      throw new ClientException.LocalPortTaken(port.host(), port.port(), e);
    }
  }

  @Override
  public void close() {
    flows.close();
    port.close();
    link.close();
    try {
      taking.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
