package org.noports.atclient.rpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryUnreachable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.RpcFailed;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.rpc.RpcName;
import org.noports.protocol.rpc.RpcRequest;
import org.noports.protocol.rpc.RpcResponse;
import org.noports.protocol.wire.NetworkText;

/**
 * Asks other atSigns questions in one domain (atclient.md 8). Thread-safe; one thread takes the
 * answers, callers wait with a limit.
 */
public final class RpcClient implements AutoCloseable {
  static final NotifyOptions OPTIONS = NotifyOptions.lasting(Duration.ofSeconds(30));

  /** The pauses before sending again what could not be sent. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));

  private static final System.Logger LOG = System.getLogger(RpcClient.class.getName());

  private final AtClient client;
  private final RpcName name;
  private final InstantSource clock;
  private final Subscription responses;
  private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  private record Waiting(AtSign responder, CompletableFuture<RpcResponse> answer) {}

  private RpcClient(AtClient client, RpcName name, InstantSource clock) {
    this.client = client;
    this.name = name;
    this.clock = clock;
    this.responses = client.subscribe(name.responses());
    Thread.ofVirtual()
        .name("rpc answers " + client.atSign() + " " + name.domain())
        .start(this::takeAnswers);
  }

  /** Subscribes to the answers, e.g. base {@code sshnp}, domain {@code auth_checks}. */
  public static RpcClient open(AtClient client, String baseNamespace, String domain) {
    return new RpcClient(client, new RpcName(domain, baseNamespace), InstantSource.system());
  }

  /**
   * Sends the request and waits for its final answer: the payload of a success; {@link RpcFailed}
   * for a refusal, an error or no answer in time.
   */
  public JsonObject request(AtSign responder, JsonObject payload, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long id = nextId();
    CompletableFuture<RpcResponse> answer = new CompletableFuture<>();
    waiting.put(id, new Waiting(responder, answer));
    try {
      send(responder, new RpcRequest(id, payload), end);
      RpcResponse response = answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return result(responder, response);
    } catch (TimeoutException e) {
      throw new RpcFailed(
          "%s did not answer the %s request of %s within %d ms; check that its service runs"
              .formatted(responder, name.domain(), client.atSign(), limit.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw new ClientClosed("the client of " + client.atSign() + " was closed", e);
    } finally {
      waiting.remove(id);
    }
  }

  private JsonObject result(AtSign responder, RpcResponse response) {
    return switch (response.type()) {
      case SUCCESS -> response.payload();
      case NACK, ERROR -> {
        String why = response.message();
        throw new RpcFailed(
            "%s refused the %s request of %s: %s"
                .formatted(
                    responder,
                    name.domain(),
                    client.atSign(),
                    why == null ? "it gave no reason" : NetworkText.escaped(why)));
      }
      case ACK -> throw new IllegalStateException("an ack is not a final answer");
    };
  }

  private void send(AtSign responder, RpcRequest request, long end) throws InterruptedException {
    for (int failures = 0; ; failures++) {
      try {
        client.notify(
            name.request(responder, request.id(), client.atSign()),
            request.toJson().canonical(),
            OPTIONS);
        return;
      } catch (AtServerUnreachable | DirectoryUnreachable | ConnectionLost | RequestTimedOut e) {
        boolean last =
            failures == PAUSES.size()
                || System.nanoTime() + PAUSES.get(failures).toNanos() - end >= 0;
        if (last) {
          throw e;
        }
        Thread.sleep(PAUSES.get(failures));
      }
    }
  }

  /** Microseconds since 1970, and never the same twice. */
  private long nextId() {
    Instant now = clock.instant();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    return lastId.updateAndGet(last -> Math.max(last + 1, micros));
  }

  private void takeAnswers() {
    try {
      while (true) {
        take(responses.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClientClosed e) {
      waiting.values().forEach(one -> one.answer().completeExceptionally(e));
    }
  }

  private void take(ReceivedNotification notification) {
    String value = notification.value();
    RpcName.Parsed key = name.parse(notification.key());
    Waiting one = key == null ? null : waiting.get(key.id());
    if (value == null || one == null || !one.responder().equals(notification.from())) {
      return; // too late, or of somebody who was not asked
    }
    try {
      RpcResponse response = RpcResponse.parse(value);
      boolean final_ =
          switch (response.type()) {
            case ACK -> false;
            case NACK, SUCCESS, ERROR -> true;
          };
      if (final_ && key != null && response.id() == key.id() && response.type() == key.type()) {
        one.answer().complete(response);
      }
    } catch (ProtocolException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () ->
              "%s: dropped a malformed answer of %s"
                  .formatted(client.atSign(), notification.from()));
    }
  }

  @Override
  public void close() {
    responses.close();
  }
}
