package org.noports.atserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.ChildJava;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * Two processes on one database behind one address; one of them dies by SIGKILL while 10,000
 * notifications pass. Clients do what clients do: connect again, ask again what was not answered,
 * and let their monitor go on after the last time it has shown.
 */
class KilledNodeTest {
  private static final int PAIRS = 10;
  private static final int EACH = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final AtomicInteger shown = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  @Timeout(value = 150, unit = TimeUnit.SECONDS)
  void nothingIsLostDoubledOrReorderedWhenOneOfTwoDies() throws Exception {
    SharedDatabase shared = new SharedDatabase(directory);
    InetAddress front = InetAddress.getLoopbackAddress();
    List<InetAddress> machines =
        List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.3"));
    List<TestParty> senders = new ArrayList<>();
    List<TestParty> receivers = new ArrayList<>();
    List<Integer> ports = new ArrayList<>(List.of(shared.directoryPort()));
    RsaKeyPair keys = RsaKeyPair.generate(new SecureRandom());
    try (AtServerHost setUp = AtServerHost.start(shared.machine(front))) {
      for (int i = 0; i < PAIRS; i++) {
        senders.add(TestParty.activate(setUp, "@sender" + i, keys, "publickey"));
        receivers.add(TestParty.activate(setUp, "@receiver" + i, keys, "publickey"));
      }
      setUp.atSigns().forEach(each -> ports.add(setUp.addressOf(each).port()));
    }
    Process doomed = node(shared, machines.getFirst());
    Process surviving = node(shared, machines.getLast());
    List<Thread> threads = new ArrayList<>();
    try (OneAddress _ = new OneAddress(front, ports, machines)) {
      List<List<Integer>> seen = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        List<Integer> ofThisOne = new ArrayList<>();
        seen.add(ofThisOne);
        TestParty receiver = receivers.get(i);
        threads.add(Thread.ofVirtual().start(() -> monitor(receiver, ofThisOne)));
      }
      for (int i = 0; i < PAIRS; i++) {
        TestParty sender = senders.get(i);
        String to = receivers.get(i).atSign().text();
        threads.add(Thread.ofVirtual().start(() -> send(sender, to)));
      }

      await().atMost(PATIENCE).until(() -> shown.get() >= PAIRS * EACH / 3);
      doomed.destroyForcibly();

      await().atMost(PATIENCE).until(() -> shown.get() >= PAIRS * EACH);
      for (Thread thread : threads) {
        thread.join(PATIENCE);
      }
      assertThat(seen)
          .allSatisfy(each ->
              assertThat(each)
                  .containsExactlyElementsOf(IntStream.range(0, EACH).boxed().toList()));
    } finally {
      over.set(true);
      doomed.destroyForcibly();
      surviving.destroyForcibly();
    }
  }

  private static Process node(SharedDatabase shared, InetAddress machine) throws IOException {
    List<String> command = ChildJava.command(NodeProgram.class, shared.arguments(machine));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  private void send(TestParty sender, String to) {
    int next = 0;
    while (next < EACH && !over.get()) {
      try (TestConnection connection = sender.login()) {
        while (next < EACH) {
          String id = sender.atSign().bare() + "-" + next;
          connection.data(
              "notify:id:" + id + ":ttln:600000:" + to + ":n.ns" + sender.atSign() + ":" + next);
          next++;
        }
      } catch (AssertionError e) {
        // Not answered: asked again with the same id.
      }
    }
  }

  private void monitor(TestParty receiver, List<Integer> seen) {
    long last = 0;
    while (seen.size() < EACH && !over.get()) {
      try (TestConnection connection = receiver.login()) {
        connection.send("monitor:" + last + "\n");
        while (seen.size() < EACH) {
          String line = connection.line();
          int begin = line.indexOf("notification: ");
          JsonObject notification =
              Json.parseObject(line.substring(begin + "notification: ".length()));
          if (!notification.string("from").startsWith("@sender")) {
            continue;
          }
          last = notification.integer("epochMillis");
          seen.add(Integer.parseInt(notification.string("value")));
          shown.incrementAndGet();
        }
      } catch (AssertionError e) {
        // Closed: goes on after the last one at whoever answers.
      }
    }
  }
}
