package org.noports.tunnel.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One end of a conversation outside the tunnel: sends sentences, each when the one before has been
 * seen on the way so that it gets a record of its own, and hears until it is over.
 */
public final class Speaker {
  /** How many sentences each speaker says before it ends its direction. */
  public static final int SENTENCES = 5;

  /**
   * What was heard, and how it ended.
   *
   * @param text all of it
   * @param reset whether by a reset and not by an end of stream
   */
  public record Heard(String text, boolean reset) {}

  private final String name;
  private final Socket socket;
  private @Nullable CompletableFuture<Boolean> saidAll;

  public Speaker(String name, Socket socket) throws IOException {
    this.name = name;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  /** All that a speaker of this name says. */
  public static String speech(String name) {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= SENTENCES; i++) {
      all.append(sentence(name, i));
    }
    return all.toString();
  }

  private static String sentence(String name, int number) {
    return "sentence %d of %s. ".formatted(number, name);
  }

  /** Says everything, and then ends its direction. */
  public void speak(RecordMeddler onTheWay) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    saidAll = done;
    Thread.ofVirtual()
        .name(name + " speaks")
        .start(() -> {
          try {
            for (int i = 1; i <= SENTENCES; i++) {
              // HELLO and a record for each sentence.
              int records = 1 + i;
              socket.getOutputStream().write(sentence(name, i).getBytes(StandardCharsets.UTF_8));
              Awaitility.with()
                  .pollDelay(Duration.ZERO)
                  .pollInterval(Duration.ofMillis(1))
                  .await()
                  .until(() -> onTheWay.seen() >= records);
            }
            socket.shutdownOutput();
            done.complete(true);
          } catch (IOException e) {
            done.complete(false);
          }
        });
  }

  /**
   * Hears until the end, whichever it is. A reset is told once, to whoever asks first: when that
   * was the speaking thread, hearing ends as if nothing had happened.
   */
  public Future<Heard> hear() {
    CompletableFuture<Boolean> speaking = saidAll;
    CompletableFuture<Heard> heard = new CompletableFuture<>();
    Thread.ofVirtual()
        .name(name + " hears")
        .start(() -> {
          ByteArrayOutputStream text = new ByteArrayOutputStream();
          boolean reset = false;
          try {
            InputStream in = socket.getInputStream();
            int c;
            while ((c = in.read()) >= 0) {
              text.write(c);
            }
          } catch (IOException e) {
            reset = true;
          }
          boolean broken = reset || (speaking != null && !speaking.join());
          heard.complete(new Heard(text.toString(StandardCharsets.UTF_8), broken));
        });
    return heard;
  }
}
