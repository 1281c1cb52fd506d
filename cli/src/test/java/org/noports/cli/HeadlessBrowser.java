package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * One page in a real Chromium, which is told by its DevTools protocol what to do: JSON texts that
 * end with a zero byte, over a pipe. It says yes to whatever the page asks its user. For one thread
 * beside the one that reads answers.
 */
final class HeadlessBrowser implements AutoCloseable {
  /** Started on a busy machine, a browser takes its time. */
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final OutputStream out;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();

  /** Null until there is a page. */
  private volatile @Nullable String session;

  private HeadlessBrowser(Process process) {
    this.process = process;
    this.out = process.getOutputStream();
    Thread.ofVirtual().name("browser answers").start(this::read);
  }

  /** A browser at this address, with its files in the directory. */
  static HeadlessBrowser at(String address, Path directory) throws Exception {
    Process chromium =
        new ProcessBuilder(
                List.of(
                    "/bin/sh",
                    "-c",
                    "TMPDIR=\"${0%/*}\" exec chromium \"$@\" 3<&0 4>&1 >\"$0\" 2>&1",
                    directory.resolve("chromium.log").toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--no-first-run",
                    "--remote-debugging-pipe",
                    "--user-data-dir=" + directory.resolve("profile")))
            .start();
    HeadlessBrowser browser = new HeadlessBrowser(chromium);
    try {
      JsonObject target =
          browser.command(
              "Target.createTarget", JsonObject.builder().put("url", "about:blank").build());
      browser.session =
          browser
              .command(
                  "Target.attachToTarget",
                  JsonObject.builder()
                      .put("targetId", target.string("targetId"))
                      .put("flatten", true)
                      .build())
              .string("sessionId");
      browser.command("Page.enable", JsonObject.builder().build());
      browser.command("Page.navigate", JsonObject.builder().put("url", address).build());
      return browser;
    } catch (Exception | AssertionError e) {
      browser.close();
      throw e;
    }
  }

  /** What the expression is as a text, in the page. */
  String text(String expression) throws Exception {
    JsonObject answer =
        command(
            "Runtime.evaluate",
            JsonObject.builder()
                .put("expression", "String(" + expression + ")")
                .put("userGesture", true)
                .build());
    assertThat(answer.get("exceptionDetails")).as(expression).isNull();
    return answer.object("result").string("value");
  }

  private JsonObject command(String method, JsonObject parameters) throws Exception {
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    send(method, parameters, answer);
    return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void send(String method, JsonObject parameters, CompletableFuture<JsonObject> answer)
      throws IOException {
    int id = lastId.incrementAndGet();
    asked.put((long) id, answer);
    JsonObject.Builder message =
        JsonObject.builder().put("id", id).put("method", method).put("params", parameters);
    String page = session;
    if (page != null) {
      message.put("sessionId", page);
    }
    byte[] text = (message.build().canonical() + "\0").getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.write(text);
      out.flush();
    }
  }

  private void read() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream in = process.getInputStream()) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != 0) {
          text.write(next);
          continue;
        }
        take(Json.parseObject(text.toString(StandardCharsets.UTF_8)));
        text.reset();
      }
    } catch (IOException e) {
      asked.values().forEach(one -> one.completeExceptionally(e));
    }
    asked.values().forEach(one -> one.completeExceptionally(new IOException("chromium ended")));
  }

  private void take(JsonObject message) throws IOException {
    Long id = message.optInteger("id");
    CompletableFuture<JsonObject> answer = id == null ? null : asked.remove(id);
    if (answer == null) {
      if ("Page.javascriptDialogOpening".equals(message.optString("method"))) {
        send(
            "Page.handleJavaScriptDialog",
            JsonObject.builder().put("accept", true).build(),
            new CompletableFuture<>());
      }
      return;
    }
    JsonObject result = message.optObject("result");
    if (result == null) {
      answer.completeExceptionally(new IOException(message.canonical()));
    } else {
      answer.complete(result);
    }
  }

  @Override
  public void close() {
    // All of them are awaited: they write into the directory, which is deleted next.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join());
  }
}
