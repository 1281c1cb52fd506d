package org.noports.atclient.rpc;

import java.util.function.Predicate;
import org.noports.atclient.AtClient;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** Answers requests of other atSigns in one domain (atclient.md 8). */
public final class RpcResponder implements AutoCloseable {
  private RpcResponder() {}

  /** Answers one request; what it throws is told to the requester as a refusal. */
  @FunctionalInterface
  public interface Handler {
    JsonObject answer(AtSign from, JsonObject payload);
  }

  /** Serves until closed; requests of senders that are not allowed are ignored silently. */
  public static RpcResponder open(
      AtClient client,
      String baseNamespace,
      String domain,
      Predicate<AtSign> allowed,
      Handler handler) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
