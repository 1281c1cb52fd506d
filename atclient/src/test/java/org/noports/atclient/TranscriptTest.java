package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.testing.Peer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.TlsTestServer;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;

/** The session of transcript.json, with the servers' writes cut into chunks of several sizes. */
class TranscriptTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Random in every session: encrypted keys and values, ids, IVs. */
  private static final Pattern VOLATILE =
      Pattern.compile(
          "(?<=\"clientId\":\")[^\"]+|(?<=shared_key\\.bob@alice |@bob:shared_key@alice )\\S+"
              + "|(?<=sharedKeyEnc:|ivNonce:|notify:id:|sshnp@alice:)[\\w+/=-]+");

  private final List<String> differences = new CopyOnWriteArrayList<>();
  private final CountDownLatch subscribed = new CountDownLatch(1);

  private static Queue<JsonObject> lines(String connection) {
    JsonObject session =
        Vectors.objects(Vectors.json("transcript.json").optArray("sessions")).getFirst();
    Queue<JsonObject> lines = new ArrayDeque<>();
    for (JsonObject line : Vectors.objects(session.optArray("lines"))) {
      if (line.string("connection").equals(connection)) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String normal(String line) {
    return VOLATILE.matcher(line.strip()).replaceAll("*");
  }

  /** Plays the server's side: says its lines, and compares what the client says with the others. */
  private void play(Peer peer, Queue<JsonObject> lines, int port, int chunk)
      throws IOException, InterruptedException {
    String before = "";
    for (JsonObject line : lines) {
      String text = line.string("text");
      if (line.string("direction").equals("server")) {
        if (text.startsWith("notification:")) {
          subscribed.await();
        }
        peer.writeInChunks(text.replace("vip.ve.example.org:1234", "localhost:" + port), chunk);
        continue;
      }
      String said = peer.read();
      while (said != null && isAdded(said, before)) {
        peer.write("data:null\n@alice@");
        said = peer.read();
      }
      if (said == null) {
        return; // the client is closed; what it left out is found by the test's own expectations
      }
      compare(text, said);
      before = said;
    }
    peer.read();
  }

  private void compare(String expected, String said) {
    if (!normal(said).equals(normal(expected))) {
      differences.add("expected " + normal(expected) + "\nbut was  " + normal(said));
    }
  }

  /** What this client does beyond the transcript: it reads a key back that it has stored. */
  private static boolean isAdded(String said, String before) {
    return said.equals("llookup:shared_key.bob@alice")
        && before.startsWith("update:isEncrypted:false:shared_key.bob@alice");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 100_000})
  void aSessionRunsWordForWord(int chunk) throws Exception {
    try (TlsTestServer server = TlsTestServer.start(peer -> playEither(peer, chunk));
        TlsTestServer directory =
            TlsTestServer.start(peer -> play(peer, lines("directory"), server.port(), chunk));
        AtClient client =
            AtClient.open(
                AtClientConfig.of(
                    Vectors.alice(),
                    new DirectoryAddress("localhost", directory.port(), false),
                    TestClients.trust()));
        Subscription inbox = client.subscribe(Pattern.compile("heartbeat"))) {
      subscribed.countDown();
      client.notify(
          AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE),
          "ping",
          NotifyOptions.DEFAULT.withTtl(Duration.ofSeconds(10)));
      assertThat(inbox.take().key().text()).isEqualTo("@alice:heartbeat.dev1.sshnp@bob");
      client.awaitMonitoring(SOON);
    }
    assertThat(differences).isEmpty();
  }

  /** Both connections begin at the same time; the first line tells which one this is. */
  private void playEither(Peer peer, int chunk) throws IOException, InterruptedException {
    peer.write("@");
    String said = peer.read();
    if (said == null) {
      return;
    }
    Queue<JsonObject> rest = lines(said.contains("clientConfig") ? "main" : "monitor");
    rest.remove();
    compare(rest.remove().string("text"), said);
    play(peer, rest, 0, chunk);
  }
}
