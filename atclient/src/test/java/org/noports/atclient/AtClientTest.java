package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

class AtClientTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern ALL = Pattern.compile("@");
  private static final AtKeys ALICE = Vectors.alice();
  private static final AtKeys BOB = Vectors.bob();

  private final FakeAtServer aliceServer =
      new FakeAtServer(Vectors.ALICE, ALICE.pkam().publicKey());
  private final FakeAtServer bobServer = new FakeAtServer(Vectors.BOB, BOB.pkam().publicKey());

  @AfterEach
  void stop() throws IOException {
    aliceServer.close();
    bobServer.close();
  }

  private AtClient alice() {
    aliceServer.records.put("public:publickey@bob", BOB.encryption().publicKey().text());
    return AtClient.open(TestClients.config(aliceServer, ALICE));
  }

  private AtClient bob() {
    return AtClient.open(TestClients.config(bobServer, BOB));
  }

  private static List<JsonObject> notifications() {
    return Vectors.objects(Vectors.json("notify.json").optArray("cases"));
  }

  @Test
  void logsInAndMonitorsAndClosesEverything() throws Exception {
    List<ConnectionState> states = new ArrayList<>();
    AtClient client = alice();
    client.onConnectionState(states::add);
    client.awaitMonitoring(SOON);
    assertThat(client.connectionState()).isEqualTo(ConnectionState.MONITORING);
    assertThat(aliceServer.linesBeginning("monitor")).containsExactly("monitor:selfNotifications");
    assertThat(aliceServer.linesBeginning("from:"))
        .anyMatch(line -> line.equals("from:@alice"))
        .anyMatch(line -> line.startsWith("from:@alice:clientConfig:{\"version\":\"3.3.0\""));
    client.close();
    await().until(() -> aliceServer.monitors() == 0);
    await().until(() -> states.contains(ConnectionState.CLOSED));
    assertThatThrownBy(() -> client.get(AtKey.self("x.wavi", Vectors.ALICE)))
        .isInstanceOf(ClientClosed.class);
    client.close();
  }

  @Test
  void sendsANotificationInTheOrderOfTheVectorsAndTheRecipientReadsIt() throws Exception {
    try (AtClient alice = alice();
        AtClient bob = bob();
        Subscription inbox = bob.subscribe(Pattern.compile(".*\\.dev1\\.sshnp@"))) {
      bob.awaitMonitoring(SOON);
      String id =
          alice.notify(
              AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE),
              "grüße",
              NotifyOptions.DEFAULT.withTtl(Duration.ofSeconds(10)));
      String line = aliceServer.linesBeginning("notify:").getFirst();
      assertThat(line)
          .matches(
              "notify:id:"
                  + id
                  + ":update:messageType:key:priority:low:strategy:all:latestN:1:notifier:SYSTEM"
                  + ":ttln:60000:ttl:10000:isEncrypted:true:sharedKeyEnc:[\\w+/]{342}=="
                  + ":pubKeyCS:86ed73d91762847248684381283e6b7d:ivNonce:[\\w+/]{22}=="
                  + ":@bob:ping\\.dev1\\.sshnp@alice:[\\w+/=]{24}");
      bobServer.push(delivered(line, id));
      ReceivedNotification received = inbox.take();
      assertThat(received.value()).isEqualTo("grüße");
      assertThat(received.from()).isEqualTo(Vectors.ALICE);
      assertThat(received.operation()).isEqualTo(Operation.UPDATE);
      assertThat(received.key().text()).isEqualTo("@bob:ping.dev1.sshnp@alice");
    }
  }

  /** What bob's server makes of alice's command. */
  private static String delivered(String notify, String id) {
    String enc = between(notify, ":sharedKeyEnc:", ":pubKeyCS:");
    String iv = between(notify, ":ivNonce:", ":@bob:");
    String value = notify.substring(notify.lastIndexOf(':') + 1);
    return ("@bob@notification: {\"id\":\"%s\",\"from\":\"@alice\",\"to\":\"@bob\","
            + "\"key\":\"@bob:ping.dev1.sshnp@alice\",\"value\":\"%s\",\"operation\":\"update\","
            + "\"epochMillis\":1729764000123,\"messageType\":\"MessageType.key\","
            + "\"isEncrypted\":true,\"metadata\":{\"ivNonce\":\"%s\",\"sharedKeyEnc\":\"%s\"}}")
        .formatted(id, value, iv, enc);
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }

  @Test
  void makesASharedKeyOnceAndStoresBothCopies() {
    try (AtClient alice = alice()) {
      AtKey key = AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE);
      alice.notify(key, "one");
      alice.notify(key, "two");
      String mine = aliceServer.records.getOrDefault("shared_key.bob@alice", "");
      String theirs = aliceServer.records.getOrDefault("@bob:shared_key@alice", "");
      assertThat(ALICE.encryption().privateKey().decryptText(mine))
          .isEqualTo(BOB.encryption().privateKey().decryptText(theirs));
      assertThat(aliceServer.lines().stream().filter(line -> line.contains("shared_key")))
          .extracting(line -> line.replaceAll(" .*", "").replaceAll("^notify.*", "notify"))
          .containsExactly(
              "llookup:shared_key.bob@alice",
              "delete:@bob:shared_key@alice",
              "update:isEncrypted:false:shared_key.bob@alice",
              "llookup:shared_key.bob@alice",
              "llookup:@bob:shared_key@alice",
              "update:ttr:3888000:isEncrypted:false:@bob:shared_key@alice");
    }
  }

  @Test
  void usesTheSharedKeyThatAnotherProgramStoredInTheSameRace() {
    JsonObject other = Vectors.json("shared_key.json");
    aliceServer.answers =
        (peer, line) -> {
          if (line.startsWith("update:isEncrypted:false:shared_key.bob@alice")) {
            aliceServer.records.put(
                "shared_key.bob@alice", other.object("myCopy").string("valueBase64"));
            return "data:7\n@alice@";
          }
          return null;
        };
    try (AtClient alice = alice()) {
      alice.notify(AtKey.shared(Vectors.BOB, "ping.dev1.sshnp", Vectors.ALICE), "hello");
      String enc =
          between(aliceServer.linesBeginning("notify:").getFirst(), ":sharedKeyEnc:", ":pubKeyCS:");
      assertThat(BOB.encryption().privateKey().decryptText(enc))
          .isEqualTo(other.string("aesKeyBase64"));
    }
  }

  @Test
  void encryptsWhatItTellsItselfWithTheSelfKey() {
    try (AtClient alice = alice()) {
      alice.notify(AtKey.self("note.policy.sshnp", Vectors.ALICE), "to myself");
      assertThat(aliceServer.linesBeginning("notify:").getFirst())
          .contains(":isEncrypted:true:ivNonce:")
          .contains(":@alice:note.policy.sshnp@alice:")
          .doesNotContain("sharedKeyEnc")
          .doesNotContain("pubKeyCS");
    }
  }

  @Test
  void readsEveryNotificationOfTheVectorsLiveAndReplayed() throws Exception {
    bobServer.records.put(
        "@bob:shared_key@alice",
        Vectors.json("shared_key.json").object("theirCopy").string("valueBase64"));
    try (AtClient bob = bob();
        Subscription inbox = bob.subscribe(ALL)) {
      bob.awaitMonitoring(SOON);
      for (JsonObject one : notifications()) {
        bobServer.push(one.string("liveMonitorLine").strip());
        assertThat(inbox.take().value()).isEqualTo(one.string("plaintext"));
      }
      for (JsonObject one : notifications()) {
        String replayed = one.string("replayedMonitorLine").strip();
        bobServer.push(replayed.replace("\"id\":\"", "\"id\":\"again-"));
      }
      for (JsonObject one : notifications()) {
        assertThat(inbox.take().value()).isEqualTo(one.string("plaintext"));
      }
      assertThat(bobServer.linesBeginning("lookup:")).hasSize(1);
    }
  }

  @Test
  void looksTheKeyUpWhenTheOneThatCameAlongDoesNotFit() throws Exception {
    bobServer.records.put(
        "@bob:shared_key@alice",
        Vectors.json("shared_key.json").object("theirCopy").string("valueBase64"));
    JsonObject one = notifications().getFirst();
    String foreign =
        BOB.encryption().publicKey().encryptText("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    try (AtClient bob = bob();
        Subscription inbox = bob.subscribe(ALL)) {
      bob.awaitMonitoring(SOON);
      bobServer.push(
          one.string("liveMonitorLine")
              .strip()
              .replaceAll("\"sharedKeyEnc\":\"[^\"]*\"", "\"sharedKeyEnc\":\"" + foreign + "\""));
      assertThat(inbox.take().value()).isEqualTo("ping");
      assertThat(bobServer.lines()).contains("lookup:shared_key@alice");
    }
  }

  @Test
  void handsOnNothingThatIsForgedOrUnreadableOrASecondTime() throws Exception {
    JsonObject one = notifications().getFirst();
    String good = one.string("liveMonitorLine").strip();
    try (AtClient bob = bob();
        Subscription inbox = bob.subscribe(ALL)) {
      bob.awaitMonitoring(SOON);
      bobServer.push(good.replace("\"from\":\"@alice\"", "\"from\":\"@mallory\""));
      bobServer.push(good.replace("\"to\":\"@bob\"", "\"to\":\"@carol\""));
      bobServer.push(good.replace("@bob:ping", "@carol:ping"));
      bobServer.push(good.replace("kdxJ", "AAAA"));
      bobServer.push(
          good.replace(
              "\"key\":\"@bob:ping.dev1.sshnp@alice\"", "\"key\":\"@bob:shared_key@alice\""));
      bobServer.push("notification: {not json");
      bobServer.push("notification: {\"id\":\"x\"}");
      bobServer.push(good.replace("\"id\":\"9905", "\"id\":\"0005"));
      bobServer.push(good.replace("\"id\":\"9905", "\"id\":\"0005"));
      bobServer.push(good.replace("\"id\":\"9905", "\"id\":\"0006"));
      assertThat(inbox.take().id()).startsWith("0005");
      assertThat(inbox.take().id()).startsWith("0006");
      assertThat(inbox.poll(Duration.ofMillis(200))).isNull();
      assertThat(bob.connectionState()).isEqualTo(ConnectionState.MONITORING);
    }
  }

  @Test
  void aFullMailboxLosesItsOldestAndDelaysNobodyElse() throws Exception {
    String good = notifications().getFirst().string("liveMonitorLine").strip();
    try (AtClient bob = AtClient.open(TestClients.config(bobServer, BOB).withMailboxCapacity(3));
        Subscription lazy = bob.subscribe(ALL);
        Subscription busy = bob.subscribe(Pattern.compile("dev1\\.sshnp@"))) {
      bob.awaitMonitoring(SOON);
      for (int i = 0; i < 10; i++) {
        bobServer.push(good.replace("\"id\":\"9905", "\"id\":\"n" + i));
        assertThat(busy.take().id()).startsWith("n" + i);
      }
      assertThat(lazy.dropped()).isEqualTo(7);
      assertThat(lazy.take().id()).startsWith("n7");
      assertThat(busy.dropped()).isZero();
    }
  }

  @Test
  void aClosedSubscriptionWakesWhoWaitsForIt() throws Exception {
    try (AtClient bob = bob()) {
      Subscription inbox = bob.subscribe(ALL);
      Thread.ofVirtual().start(inbox::close);
      assertThatThrownBy(inbox::take).isInstanceOf(ClientClosed.class);
    }
  }

  @Test
  void readsSelfAndPublicRecordsOfTheVectorsAndWritesWhatItReads() {
    JsonObject vectors = Vectors.json("self_and_public_data.json");
    try (AtClient alice = alice()) {
      for (JsonObject one : Vectors.objects(vectors.optArray("self"))) {
        String iv = one.optString("ivNonce");
        aliceServer.records.put(one.string("key"), one.string("valueBase64"));
        aliceServer.metadata.put(
            one.string("key"),
            "{\"isEncrypted\":true" + (iv == null ? "" : ",\"ivNonce\":\"" + iv + "\"") + "}");
        assertThat(alice.get(AtKey.parse(one.string("key")))).isEqualTo(one.string("plaintext"));
      }
      for (JsonObject one : Vectors.objects(vectors.optArray("public"))) {
        AtKey key = AtKey.parse(one.string("key"));
        alice.put(key, one.string("value"));
        assertThat(aliceServer.lines()).contains(one.string("updateCommand").strip());
      }
      alice.putPublic("location.wavi", "Paris");
      assertThat(alice.get(AtKey.publicKey("location.wavi", Vectors.ALICE))).isEqualTo("Paris");
      assertThat(alice.get(AtKey.self("nothing.wavi", Vectors.ALICE))).isNull();
      alice.delete(AtKey.publicKey("location.wavi", Vectors.ALICE));
      assertThat(alice.get(AtKey.publicKey("location.wavi", Vectors.ALICE))).isNull();
    }
  }

  @Test
  void storesForAnotherAtSignWhatItCanReadAgain() {
    try (AtClient alice = alice()) {
      AtKey key = AtKey.shared(Vectors.BOB, "phone.wavi", Vectors.ALICE);
      alice.put(key, "+49 1234");
      String line =
          aliceServer.lines().stream()
              .filter(l -> l.contains("phone.wavi"))
              .findFirst()
              .orElseThrow();
      assertThat(line)
          .matches(
              "update:isEncrypted:true:sharedKeyEnc:\\S+:pubKeyCS:\\w{32}:ivNonce:\\S{24}"
                  + ":@bob:phone\\.wavi@alice \\S+");
      aliceServer.metadata.put(
          key.text(),
          "{\"isEncrypted\":true,\"ivNonce\":\"" + between(line, ":ivNonce:", ":@bob:") + "\"}");
      assertThat(alice.get(key)).isEqualTo("+49 1234");
      aliceServer.records.put(key.text(), "AAAAAAAAAAAAAAAAAAAAAA==");
      assertThatThrownBy(() -> alice.get(key)).isInstanceOf(Undecipherable.class);
    }
  }

  @Test
  void tellsWhetherAnImmutableRecordIsItsOwn() {
    AtKey mutex = AtKey.self("abc.session_mutexes.sshnp", Vectors.ALICE);
    try (AtClient alice = alice()) {
      assertThat(alice.putImmutable(mutex, "lock", Duration.ofSeconds(30))).isTrue();
      assertThat(aliceServer.linesBeginning("update:").getLast())
          .isEqualTo(
              "update:ttl:30000:isEncrypted:false:immutable:true:abc.session_mutexes.sshnp@alice lock");
      aliceServer.answers =
          (peer, line) ->
              line.startsWith("update:")
                  ? "error:{\"errorCode\":\"AT0016\",\"errorDescription\":\"Invalid key : this key"
                      + " is Immutable\"}\n@alice@"
                  : null;
      assertThat(alice.putImmutable(mutex, "lock", Duration.ofSeconds(30))).isFalse();
      aliceServer.answers =
          (peer, line) ->
              line.startsWith("update:") ? "error:AT0003-Invalid syntax\n@alice@" : null;
      assertThatThrownBy(() -> alice.putImmutable(mutex, "lock", Duration.ofSeconds(30)))
          .isInstanceOf(ServerRefused.class)
          .hasMessageContaining("AT0003");
    }
  }

  @Test
  void publicKeysAreAskedOnceAndFreshWhenWanted() {
    try (AtClient alice = alice()) {
      assertThat(alice.publicKeyOf(Vectors.BOB).text())
          .isEqualTo(BOB.encryption().publicKey().text());
      alice.publicKeyOf(Vectors.BOB);
      assertThat(aliceServer.linesBeginning("plookup:")).containsExactly("plookup:publickey@bob");
      alice.publicKeyOf(Vectors.BOB, true);
      assertThat(aliceServer.linesBeginning("plookup:").getLast())
          .isEqualTo("plookup:bypassCache:true:publickey@bob");
      assertThatThrownBy(() -> alice.publicKeyOf(AtSign.of("@carol")))
          .isInstanceOf(NotActivated.class)
          .hasMessageContaining("@carol");
      aliceServer.records.put("public:publickey@dave", "TUlJ");
      assertThatThrownBy(() -> alice.publicKeyOf(AtSign.of("@dave")))
          .isInstanceOf(Undecipherable.class);
    }
  }

  @Test
  void refusesValuesThatReceiversCannotRead() {
    try (AtClient alice = alice()) {
      AtKey key = AtKey.self("x.wavi", Vectors.ALICE);
      assertThatThrownBy(() -> alice.put(key, "")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> alice.notify(key, "a\0b"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> alice.put(AtKey.self("x.wavi", Vectors.BOB), "v"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> alice.put(key.asCached(), "v"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
