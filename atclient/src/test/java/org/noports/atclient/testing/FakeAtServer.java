package org.noports.atclient.testing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * A directory and the atServer of one atSign, as simple as a client can be given: it checks logins,
 * keeps records as text, and writes to its monitors what a test wants. A test may answer any line
 * itself.
 */
public final class FakeAtServer implements AutoCloseable {
  private final AtSign atSign;
  private final RsaPublicKey pkam;
  private final TlsTestServer server;
  private final TlsTestServer directory;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Peer> monitors = new CopyOnWriteArrayList<>();

  /** Records by their key as it is written in a command: value. */
  public final Map<String, String> records = new ConcurrentHashMap<>();

  /** What {@code all} look-ups answer as {@code metaData}. */
  public final Map<String, String> metadata = new ConcurrentHashMap<>();

  /** Whether it knows {@code batch}. */
  public volatile boolean batches = true;

  /** What it chooses of the application protocols it is offered; null refuses the handshake. */
  public volatile Function<List<String>, @Nullable String> chooses = offered -> "";

  public volatile Answers answers = (peer, line) -> null;

  /** A test's own answer, whole with prompt; null for the usual one, empty for none at all. */
  @FunctionalInterface
  public interface Answers {
    @Nullable String to(Peer peer, String line) throws IOException, InterruptedException;
  }

  public FakeAtServer(AtSign atSign, RsaPublicKey pkam) {
    this.atSign = atSign;
    this.pkam = pkam;
    this.server = TlsTestServer.start(TestCertificates.LOCALHOST, this::agree, this::serve);
    this.directory = TlsTestServer.start(this::look);
  }

  public int directoryPort() {
    return directory.port();
  }

  public TlsTestServer server() {
    return server;
  }

  public TlsTestServer directory() {
    return directory;
  }

  /** Every line that came, of all connections, in order. */
  public List<String> lines() {
    return lines;
  }

  public List<String> linesBeginning(String prefix) {
    return lines.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  public int monitors() {
    return monitors.size();
  }

  /** Writes a notification line to every monitor that is still there. */
  public void push(String line) {
    monitors.removeIf(monitor -> !wrote(monitor, line + "\n"));
  }

  private static boolean wrote(Peer monitor, String text) {
    try {
      monitor.write(text);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void agree(SSLSocket socket) {
    socket.setHandshakeApplicationProtocolSelector(
        (connection, offered) -> offered.isEmpty() ? "" : chooses.apply(offered));
  }

  private void look(Peer peer) throws IOException {
    peer.write("@");
    for (String name = peer.read(); name != null && !name.equals("@exit"); name = peer.read()) {
      peer.write(name.equals(atSign.bare()) ? "localhost:" + server.port() + "\r\n@" : "null\r\n@");
    }
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    peer.write("@");
    String challenge = "";
    String prompt = "@";
    for (String line = peer.read(); line != null; line = peer.read()) {
      lines.add(line);
      String own = answers.to(peer, line);
      if (own != null) {
        peer.write(own);
      } else if (line.startsWith("from:")) {
        String bound = peer.boundChallenge(atSign);
        challenge =
            bound == null ? "_" + UUID.randomUUID() + atSign + ":" + UUID.randomUUID() : bound;
        peer.write("data:" + challenge + "\n@");
      } else if (line.startsWith("pkam:")) {
        boolean right =
            pkam.verify(challenge, line.substring(line.lastIndexOf(':') + 1), HashAlgorithm.SHA256);
        prompt = right ? atSign + "@" : "@";
        peer.write(
            right
                ? "data:success\n" + prompt
                : "error:AT0401-Exception: pkam authentication failed\n@");
      } else if (line.startsWith("monitor")) {
        monitors.add(peer);
      } else {
        peer.write(usual(line) + "\n" + prompt);
      }
    }
    monitors.remove(peer);
  }

  /** Each command of a batch as if it had come by itself. */
  private String batch(String json) {
    return Json.parseArray(json).elements().stream()
        .map(JsonObject.class::cast)
        .map(entry -> {
          String answer = usual(entry.string("command"));
          JsonObject response =
              answer.startsWith("data:")
                  ? JsonObject.builder().put("data", answer.substring("data:".length())).build()
                  : JsonObject.builder()
                      .put("error_code", "AT0015")
                      .put("error_message", "key not found")
                      .build();
          return JsonObject.builder()
              .put("id", entry.integer("id"))
              .put("response", response)
              .build()
              .canonical();
        })
        .collect(Collectors.joining(",", "data:[", "]"));
  }

  private String usual(String line) {
    if (line.startsWith("batch:") && batches) {
      return batch(line.substring("batch:".length()));
    }
    if (line.startsWith("llookup:all:") || line.startsWith("plookup:all:")) {
      String key = line.substring("llookup:all:".length());
      String stored = records.get(line.startsWith("p") ? "public:" + key : key);
      return stored == null
          ? missing(key)
          : "data:{\"key\":\"%s\",\"data\":\"%s\",\"metaData\":%s}"
              .formatted(key, stored, metadata.getOrDefault(key, "{}"));
    }
    if (line.startsWith("llookup:")) {
      return value(line.substring("llookup:".length()));
    }
    if (line.startsWith("plookup:")) {
      return value(
          "public:" + line.substring("plookup:".length()).replace("bypassCache:true:", ""));
    }
    if (line.startsWith("lookup:all:")) {
      String key = atSign + ":" + line.substring("lookup:all:".length());
      String stored = records.get(key);
      return stored == null
          ? missing(key)
          : "data:{\"data\":\"%s\",\"metaData\":%s,\"key\":\"%s\"}"
              .formatted(stored, metadata.getOrDefault(key, "{}"), key);
    }
    if (line.startsWith("lookup:")) {
      return value(
          atSign + ":" + line.substring("lookup:".length()).replace("bypassCache:true:", ""));
    }
    if (line.startsWith("update:")) {
      int blank = line.indexOf(' ');
      String head = line.substring(0, blank);
      records.put(keyIn(head), line.substring(blank + 1));
      return "data:1";
    }
    if (line.startsWith("delete:")) {
      records.remove(line.substring("delete:".length()));
      return "data:2";
    }
    if (line.startsWith("notify:")) {
      return "data:" + line.substring("notify:id:".length(), line.indexOf(":update"));
    }
    if (line.startsWith("noop:")) {
      return "data:ok";
    }
    if (line.startsWith("scan")) {
      return records.keySet().stream()
          .sorted()
          .collect(Collectors.joining("\",\"", "data:[\"", "\"]"));
    }
    return "error:AT0003-Exception: invalid command";
  }

  /** The key at the end of a command: recipient or scope, name, owner. */
  private static String keyIn(String head) {
    int end = head.lastIndexOf('@');
    int nameStart = head.lastIndexOf(':', end) + 1;
    String before = head.substring(0, nameStart);
    if (before.endsWith("public:")) {
      return head.substring(nameStart - "public:".length());
    }
    int scope = before.lastIndexOf(':', before.length() - 2) + 1;
    return before.startsWith("@", scope) ? head.substring(scope) : head.substring(nameStart);
  }

  private String value(String key) {
    String stored = records.get(key);
    return stored == null ? missing(key) : "data:" + stored;
  }

  private static String missing(String key) {
    return "error:{\"errorCode\":\"AT0015\",\"errorDescription\":\"key not found : "
        + key
        + " does not exist in keystore\"}";
  }

  @Override
  public void close() throws IOException {
    directory.close();
    server.close();
  }
}
