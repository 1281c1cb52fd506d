package org.noports.atserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;

/**
 * Commands changed at random, given to a running server: each is answered by one line, and none
 * makes a handler fail in a way nobody thought of.
 */
class MutatedCommandsTest {
  private static final long SEED = 7;
  private static final int ROUNDS = 2_000;
  private static final String ALPHABET =
      ":@ {}[]\",.-_0189azAZ=*(+\\\t\u0000\u0130\u2028\uD83D\uDEE0";

  private static final List<String> SEEDS =
      List.of(
          "from:@alice:clientConfig:{\"version\":\"3.0.57\"}",
          "scan:showhidden:true:@bob:page:1 k",
          "lookup:bypassCache:true:all:k.f@alice",
          "llookup:meta:cached:@alice:k.f@bob",
          "plookup:all:publickey@bob",
          "update:ttl:1:ttb:1:ttr:-1:ccd:true:isEncrypted:true:@bob:k.f@alice v",
          "update:json:{\"atKey\":\"k.f\",\"value\":\"v\",\"sharedBy\":\"@alice\",\"metadata\":{}}",
          "update:meta:k.f@alice:ttl:5:immutable:false",
          "delete:force:priority:low:public:k.f@alice",
          "notify:id:x:update:messageType:key:strategy:latest:latestN:3:notifier:n:ttln:9:@alice:k.f@alice:v",
          "notify:all:update:messageType:key:@alice,@bob:k.f@alice:v",
          "notify:status:x",
          "notify:list:2020-01-01:2030-12-31:k",
          "notify:fetch:x",
          "stats:3:k",
          "stats:1,2,11,15",
          "sync:from:-1:limit:5:skipDeletesUntil:3:k",
          "enroll:list:{\"enrollmentStatusFilter\":[\"pending\"]}",
          "enroll:infons:k",
          "enroll:fetch:{\"enrollmentId\":\"x\"}",
          "enroll:update:{\"enrollmentId\":\"x\",\"apkamPublicKey\":\"y\"}",
          "otp:put:abcdef:ttl:5",
          "keys:put:self:namespace:f:keyType:aes:keyName:k v",
          "keys:get:keyName:k",
          "config:block:add:@mallory @eve",
          "batch:[{\"id\":1,\"command\":\"lookup:zz@alice\"}]",
          "info:brief",
          "to:@alice");

  @Test
  void everyMutatedCommandHasOneLineForAnswer(@TempDir Path directory) {
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      TestParty alice = TestParty.activate(host, "@alice");
      TestParty bob = TestParty.activate(host, "@bob");
      Random random = new Random(SEED);
      List<TestConnection> states =
          List.of(alice.login(), alice.login(), alice.connect(), bob.polAt(alice));
      for (int round = 0; round < ROUNDS; round++) {
        String line = mutated(random);
        if (isAnsweredLateOrNever(line)) {
          continue;
        }
        String answer = states.get(random.nextInt(states.size())).ask(line);
        assertThat(answer).as("%s", line).matches("(?s)(data:|error:)[^\n]*\n@([^@\\s]*@)?");
        assertThat(answer).as("%s", line).doesNotContain("the command failed");
      }
      states.forEach(TestConnection::close);
    }
  }

  private static String mutated(Random random) {
    StringBuilder line = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(line.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> line.setCharAt(at, other);
        case 1 -> line.insert(at, other);
        case 2 -> line.delete(at, Math.min(line.length(), at + 1 + random.nextInt(3)));
        default -> line.insert(at, SEEDS.get(random.nextInt(SEEDS.size())));
      }
      if (line.isEmpty()) {
        line.append(':');
      }
    }
    return line.toString();
  }

  /** What waits on purpose, has no answer, or blocks what the test itself needs. */
  private static boolean isAnsweredLateOrNever(String line) {
    String start = line.strip().toLowerCase(Locale.ROOT);
    return start.startsWith("noop")
        || start.startsWith("monitor")
        || start.startsWith("enroll:request")
        || start.startsWith("pol")
        || (start.startsWith("config") && start.contains("@bob"));
  }
}
