package org.noports.cli.sshnpd;

import java.time.Duration;
import org.noports.cli.service.ServiceLife;
import org.noports.daemon.Daemon;

/** A daemon as what its operator steers. */
record DaemonService(Daemon daemon) implements ServiceLife.Service {
  @Override
  public boolean isServing() {
    return daemon.isServing();
  }

  @Override
  public int sessions() {
    return daemon.sessions();
  }

  @Override
  public boolean drain(Duration limit) throws InterruptedException {
    return daemon.drain(limit);
  }
}
