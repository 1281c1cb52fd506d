package org.noports.cli.admin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.policy.PolicyLog;
import org.noports.protocol.crypto.Digests;

/**
 * Live events as a WebSocket (RFC 6455), one JSON text a message (cli.md 19): writes texts and
 * pings, and reads only to answer pings and to hear the end. A reader that falls behind is let go.
 *
 * <p>The connection's thread writes, a second one reads. For one connection.
 */
final class EventStream {
  private static final int MOST_WAITING = 1000;
  private static final int PING_SECONDS = 20;

  /** Three pings unanswered. */
  private static final int SILENCE_MILLIS = 60_000;

  /** Frames of control have no more (RFC 6455, 5.5); data is of no interest here. */
  private static final int LONGEST_CONTROL = 125;

  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final Socket socket;
  private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(MOST_WAITING);

  private static final class Frame {
    private static final byte[] NOTHING = {};
    private final int opcode;
    private final byte[] payload;

    private Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }
  }

  EventStream(Socket socket) {
    this.socket = socket;
  }

  /** Whether the request asks for one. */
  static boolean isWanted(HttpRequest request) {
    String upgrade = request.header("upgrade");
    return upgrade != null && upgrade.toLowerCase(Locale.ROOT).equals("websocket");
  }

  /** Serves until either side ends it. */
  void serve(HttpRequest request, PolicyLog log) throws IOException, InterruptedException {
    String key = request.header("sec-websocket-key");
    if (!request.method().equals("GET")
        || key == null
        || !"13".equals(request.header("sec-websocket-version"))) {
      throw new HttpProblem(400, "This is no WebSocket of version 13");
    }
    OutputStream out = socket.getOutputStream();
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + Digests.webSocketAccept(key)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    socket.setSoTimeout(SILENCE_MILLIS);
    Thread.ofVirtual().name("np_admin event reader").start(this::read);
    try (PolicyLog.Following following =
        log.follow(event ->
            offer(new Frame(TEXT, event.toJson().canonical().getBytes(StandardCharsets.UTF_8))))) {
      write(out, following);
    }
  }

  private void write(OutputStream out, PolicyLog.Following following)
      throws IOException, InterruptedException {
    while (following.isOpen()) {
      Frame frame = frames.poll(PING_SECONDS, TimeUnit.SECONDS);
      Frame next = frame == null ? new Frame(PING, Frame.NOTHING) : frame;
      write(out, next);
      if (next.opcode == CLOSE) {
        return;
      }
    }
  }

  /** Who does not take them is told of no more: closing the socket ends both threads. */
  private void offer(Frame frame) {
    if (!frames.offer(frame)) {
      try {
        socket.close();
      } catch (IOException e) {
        System.getLogger(EventStream.class.getName())
            .log(System.Logger.Level.DEBUG, "An event stream was closed already", e);
      }
    }
  }

  private static void write(OutputStream out, Frame frame) throws IOException {
    int length = frame.payload.length;
    out.write(FINAL | frame.opcode);
    if (length <= LONGEST_CONTROL) {
      out.write(length);
    } else if (length < 65_536) {
      out.write(126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    out.write(frame.payload);
    out.flush();
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Frame frame = control(in);
      while (frame != null && frame.opcode != CLOSE) {
        if (frame.opcode == PING) {
          offer(new Frame(PONG, frame.payload));
        }
        frame = control(in);
      }
      offer(new Frame(CLOSE, frame == null ? Frame.NOTHING : frame.payload));
    } catch (IOException e) {
      offer(new Frame(CLOSE, Frame.NOTHING)); // It ended without a word.
    }
  }

  /** The next frame of control; null when what comes is nothing that a client may send. */
  private static @Nullable Frame control(InputStream in) throws IOException {
    while (true) {
      int opcode = in.read();
      int length = in.read();
      if (opcode < 0 || length < 0 || (length & MASKED) == 0) {
        return null;
      }
      length &= 0x7f;
      if (length > LONGEST_CONTROL) {
        return null;
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      if (mask.length < 4 || payload.length < length) {
        return null;
      }
      if ((opcode & 0x0f) >= CLOSE) {
        for (int i = 0; i < length; i++) {
          payload[i] ^= mask[i % 4];
        }
        return new Frame(opcode & 0x0f, payload);
      }
    }
  }
}
