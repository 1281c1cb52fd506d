package org.noports.client;

import java.time.Duration;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * Ways to whatever service the daemon permits, for programs that learn the target only when
 * somebody asks for it. Thread-safe.
 */
interface Routes extends AutoCloseable {
  /**
   * A connection to the target within the limit; {@link ClientException} or {@link
   * org.noports.atclient.AtClientException} says why there is none.
   */
  DataConnection dial(ServiceAddress target, Duration limit) throws InterruptedException;

  /** Ends what it has open. */
  @Override
  void close();
}
