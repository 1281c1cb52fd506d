package org.noports.atclient.rpc;

import java.time.Duration;
import org.noports.atclient.AtClient;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** Asks other atSigns questions in one domain (atclient.md 8). Thread-safe. */
public final class RpcClient implements AutoCloseable {
  private RpcClient() {}

  /** Subscribes to the answers, e.g. base {@code sshnp}, domain {@code auth_checks}. */
  public static RpcClient open(AtClient client, String baseNamespace, String domain) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Sends the request and waits for its final answer: the payload of a success; {@link
   * org.noports.atclient.RpcFailed} for a refusal, an error or no answer in time.
   */
  public JsonObject request(AtSign responder, JsonObject payload, Duration limit)
      throws InterruptedException {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
