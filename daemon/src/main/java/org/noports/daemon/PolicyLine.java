package org.noports.daemon;

import java.time.Duration;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** The way to the policy service (sessions.md 7.3). Thread-safe. */
interface PolicyLine extends AutoCloseable {
  /**
   * What the service answers; {@link org.noports.atclient.RpcFailed} when it refuses the question
   * or does not answer in time, another AtClientException when it can't be asked.
   */
  JsonObject ask(AtSign policy, JsonObject question, Duration limit) throws InterruptedException;

  @Override
  void close();
}
