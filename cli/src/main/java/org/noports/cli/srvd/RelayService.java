package org.noports.cli.srvd;

import java.time.Duration;
import org.noports.cli.service.ServiceLife;
import org.noports.relay.Relay;

/** A relay as what its operator steers. */
record RelayService(Relay relay) implements ServiceLife.Service {
  @Override
  public boolean isServing() {
    return relay.isServing();
  }

  @Override
  public int sessions() {
    return relay.sessions();
  }

  @Override
  public boolean drain(Duration limit) throws InterruptedException {
    return relay.drain(limit);
  }
}
