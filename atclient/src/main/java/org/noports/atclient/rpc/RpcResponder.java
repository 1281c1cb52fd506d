package org.noports.atclient.rpc;

import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.sharing.RecentMap;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.rpc.RpcName;
import org.noports.protocol.rpc.RpcRequest;
import org.noports.protocol.rpc.RpcResponse;
import org.noports.protocol.wire.NetworkText;

/**
 * Answers requests of other atSigns in one domain (atclient.md 8). One thread takes requests, each
 * is handled on a thread of its own, a bounded number at a time.
 */
public final class RpcResponder implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;
  private static final int IDS_REMEMBERED = 10_000;
  private static final System.Logger LOG = System.getLogger(RpcResponder.class.getName());

  private final AtClient client;
  private final RpcName name;
  private final Predicate<AtSign> allowed;
  private final Handler handler;
  private final Subscription requests;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final RecentMap<Id, Boolean> seen = new RecentMap<>(IDS_REMEMBERED);

  private record Id(AtSign from, long id) {}

  /** Answers one request; what it throws is told to the requester as a refusal. */
  @FunctionalInterface
  public interface Handler {
    JsonObject answer(AtSign from, JsonObject payload);
  }

  private RpcResponder(AtClient client, RpcName name, Predicate<AtSign> allowed, Handler handler) {
    this.client = client;
    this.name = name;
    this.allowed = allowed;
    this.handler = handler;
    this.requests = client.subscribe(name.requests());
    Thread.ofVirtual()
        .name("rpc requests " + client.atSign() + " " + name.domain())
        .start(this::takeRequests);
  }

  /** Serves until closed; requests of senders that are not allowed are ignored silently. */
  public static RpcResponder open(
      AtClient client,
      String baseNamespace,
      String domain,
      Predicate<AtSign> allowed,
      Handler handler) {
    return new RpcResponder(client, new RpcName(domain, baseNamespace), allowed, handler);
  }

  private void takeRequests() {
    try {
      while (true) {
        take(requests.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClientClosed e) {
      LOG.log(System.Logger.Level.DEBUG, e::getMessage);
    }
  }

  private void take(ReceivedNotification notification) throws InterruptedException {
    AtSign from = notification.from();
    String value = notification.value();
    RpcName.Parsed key = name.parse(notification.key());
    if (key == null || key.type() != null || value == null || !allowed.test(from)) {
      return;
    }
    if (seen.put(new Id(from, key.id()), true) != null) {
      return; // sent again by a requester that did not know whether it had arrived
    }
    free.acquire();
    Thread.ofVirtual()
        .name("rpc " + name.domain() + " " + key.id() + " of " + from)
        .start(() -> {
          try {
            serve(from, key.id(), value);
          } finally {
            free.release();
          }
        });
  }

  private void serve(AtSign from, long id, String value) {
    try {
      RpcRequest request = RpcRequest.parse(value);
      if (request.id() != id) {
        send(from, RpcResponse.nack(id, "the id in the key is not that in the value"));
        return;
      }
      send(from, RpcResponse.ack(id));
      send(from, answer(from, request));
    } catch (ProtocolException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "%s: dropped a malformed request of %s".formatted(client.atSign(), from));
    } catch (AtClientException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "%s: no answer to %s: %s".formatted(client.atSign(), from, e.getMessage()));
    }
  }

  private RpcResponse answer(AtSign from, RpcRequest request) {
    try {
      return RpcResponse.success(request.id(), handler.answer(from, request.payload()));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "%s: a request of %s failed".formatted(client.atSign(), from),
          e);
      String why =
          e.getMessage() == null ? "the request failed" : NetworkText.escaped(e.getMessage());
      return RpcResponse.nack(request.id(), why);
    }
  }

  private void send(AtSign requester, RpcResponse response) {
    client.notify(
        name.response(requester, response.type(), response.id(), client.atSign()),
        response.toJson().canonical(),
        RpcClient.OPTIONS);
  }

  @Override
  public void close() {
    requests.close();
  }
}
