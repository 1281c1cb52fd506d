package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;

/** A second device asks, is approved, works within its namespace, and is revoked (7.4, 7.5). */
class EnrollmentTest {
  private static final RsaKeyPair DEVICE = RsaKeyPair.generate(new SecureRandom());

  @TempDir static Path directory;
  private static AtServerHost host;

  /** How far the host's clock is ahead; only grows. */
  private static volatile Duration ahead = Duration.ZERO;

  private static TestParty alice;

  @BeforeAll
  static void startHost() {
    Limits limits = Limits.DEFAULTS.withExpiryInterval(Duration.ofMillis(200));
    host =
        AtServerHost.start(
            TestStorage.config(directory)
                .withLimits(limits)
                .withTime(new SecureRandom(), () -> Instant.now().plus(ahead)));
    alice = TestParty.activate(host, "@alice");
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  private static String request(TestConnection device, String name, String otp) {
    return request(device, name, otp, 0);
  }

  private static String request(TestConnection device, String name, String otp, long expiryMillis) {
    return device.ask(
        "enroll:request:{\"appName\":\"app\",\"deviceName\":\""
            + name
            + "\",\"apkamKeysExpiryInMillis\":"
            + expiryMillis
            + ",\"namespaces\":{\"sshnp\":\"rw\",\"read\":\"r\"},\"otp\":\""
            + otp
            + "\",\"encryptedAPKAMSymmetricKey\":\"c3lt\",\"apkamPublicKey\":\""
            + DEVICE.publicKey().text()
            + "\"}");
  }

  private static String approved(String name) {
    return approved(name, 0);
  }

  private static String approved(String name, long expiryMillis) {
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      String answer = request(device, name, owner.data("otp:get"), expiryMillis);
      String id =
          Json.parseObject(answer.substring(5, answer.indexOf('\n'))).string("enrollmentId");
      owner.data(approve(id));
      return id;
    }
  }

  private static String approve(String id) {
    return "enroll:approve:{\"enrollmentId\":\""
        + id
        + "\",\"encryptedDefaultEncryptionPrivateKey\":\"ZXBr\",\"encPrivateKeyIV\":\"aXY=\","
        + "\"encryptedDefaultSelfEncryptionKey\":\"c2Vr\"}";
  }

  private static String login(TestConnection device, String id) {
    String challenge = device.data("from:@alice");
    return device.ask(
        "pkam:enrollmentId:"
            + id
            + ":"
            + DEVICE.privateKey().sign(challenge, HashAlgorithm.SHA256));
  }

  private static TestConnection device(String id) {
    TestConnection device = alice.connect();
    assertThat(login(device, id)).isEqualTo("data:success\n@alice@");
    return device;
  }

  @Test
  void aRequestIsShownToMonitorsApprovedAndWorksWithinItsNamespaces() {
    try (TestConnection owner = alice.login();
        TestConnection monitor = alice.login();
        TestConnection device = alice.connect()) {
      monitor.send("monitor:selfNotifications __manage\n");
      assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@alice@");
      String answer = request(device, "laptop", owner.data("otp:get"));
      assertThat(answer).endsWith("\"status\":\"pending\"}\n@");
      String id =
          Json.parseObject(answer.substring(5, answer.indexOf('\n'))).string("enrollmentId");
      assertThat(monitor.line())
          .contains("\"key\":\"" + id + ".new.enrollments.__manage@alice\"")
          .contains("\\\"encryptedApkamSymmetricKey\\\":\\\"c3lt\\\"")
          .contains("\\\"namespace\\\":{\\\"sshnp\\\":\\\"rw\\\"");
      assertThat(login(device, id))
          .isEqualTo("error:AT0026:enrollment_id: " + id + " is pending\n@");
      assertThat(owner.data(approve(id)))
          .isEqualTo("{\"status\":\"approved\",\"enrollmentId\":\"" + id + "\"}");
      assertThat(login(device, id)).isEqualTo("data:success\n@alice@");
      assertThat(device.data("keys:get:keyName:" + id + ".default_enc_private_key.__manage@alice"))
          .isEqualTo("{\"value\":\"ZXBr\",\"iv\":\"aXY=\"}");
      assertThat(device.data("keys:get:keyName:" + id + ".default_self_enc_key.__manage@alice"))
          .isEqualTo("{\"value\":\"c2Vr\"}");
      withinItsNamespaces(device, id);
    }
  }

  private static void withinItsNamespaces(TestConnection device, String id) {
    String refused = "Connection with enrollment ID " + id + " is not authorized to ";
    device.data("update:a.sshnp@alice 1");
    device.data("update:@bob:shared_key@alice 1");
    assertThat(device.ask("update:a.read@alice 1")).contains("AT0009", refused + "update key");
    assertThat(device.ask("update:a.other@alice 1")).contains("AT0009", refused);
    assertThat(device.ask("update:nonamespace@alice 1")).contains("AT0009", refused);
    assertThat(device.ask("update:evil.shared_key.other@alice 1")).contains("AT0009", refused);
    assertThat(device.ask("update:public:publickey@alice 1")).contains("AT0009", refused);
    assertThat(device.ask("llookup:x.read@alice")).contains("AT0015");
    assertThat(device.ask("llookup:x.other@alice")).contains("AT0009", refused + "llookup key");
    assertThat(device.ask("llookup:@alice:signing_privatekey@alice")).contains("AT0009");
    assertThat(device.ask("llookup:" + id + ".new.enrollments.__manage@alice")).contains("AT0009");
    assertThat(device.ask("notify:@bob:x.other@alice:v"))
        .contains("AT0009", refused + "notify key");
    assertThat(device.ask("delete:privatekey:at_secret")).contains("AT0009");
    assertThat(device.ask("otp:get")).contains("AT0009");
    assertThat(device.ask("config:block:show")).contains("AT0009");
    assertThat(device.data("enroll:list")).contains(id).doesNotContain("firstApp");
    assertThat(device.data("scan"))
        .contains("a.sshnp@alice")
        .doesNotContain("__manage", "signing_private");
    assertThat(
            device.ask(
                "keys:get:keyName:"
                    + alice.enrollmentId()
                    + ".default_self_enc_key.__manage@alice"))
        .contains("AT0015");
    assertThat(device.ask("keys:get:keyName:privatekey:signing_keypair_generated"))
        .contains("AT0015");
  }

  @Test
  void anEnrollmentPublishesItsOwnSigningKeyAndNothingElseOfTheReservedData() {
    String id = approved("signing");
    String other = approved("other");
    String refused = "Connection with enrollment ID " + id + " is not authorized to ";
    try (TestConnection device = device(id);
        TestConnection owner = alice.login();
        TestConnection anyone = alice.connect()) {
      device.data("update:public:_apsk." + id + ".a.__e@alice the-key");
      assertThat(device.data("llookup:public:_apsk." + id + ".a.__e@alice")).isEqualTo("the-key");
      assertThat(anyone.data("lookup:_apsk." + id + ".a.__e@alice")).isEqualTo("the-key");
      for (String key :
          new String[] {
            "public:_apsk." + other + ".a.__e",
            "public:_apsk." + id + ".r.__e",
            "public:_apsk." + id + ".d.__e",
            "public:x._apsk." + id + ".a.__e",
            "public:other." + id + ".a.__e",
            "_apsk." + id + ".a.__e",
            "@bob:_apsk." + id + ".a.__e",
          }) {
        assertThat(device.ask("update:" + key + "@alice 1"))
            .contains("AT0009", refused + "update key: " + key + "@alice");
      }
      assertThat(device.ask("delete:public:_apsk." + other + ".a.__e@alice")).contains("AT0009");
      assertThat(device.ask("delete:public:_apsk." + id + ".r.__e@alice")).contains("AT0009");
      device.data("delete:public:_apsk." + id + ".a.__e@alice");

      // The namespace * does not stand for it either.
      owner.data("update:public:_apsk." + alice.enrollmentId() + ".a.__e@alice its-key");
      assertThat(owner.ask("update:public:_apsk." + id + ".a.__e@alice 1")).contains("AT0009");
    }
  }

  @Test
  void theSigningKeyOfAnEnrollmentIsFoundUnderItsState() {
    String id = approved("state");
    try (TestConnection owner = alice.login();
        TestConnection device = device(id);
        TestConnection anyone = alice.connect()) {
      String name = "_apsk." + id;
      device.data("update:public:" + name + ".a.__e@alice the-key");
      owner.data("enroll:revoke:{\"enrollmentId\":\"" + id + "\"}");
      assertThat(anyone.ask("lookup:" + name + ".a.__e@alice")).contains("AT0015");
      assertThat(anyone.data("lookup:" + name + ".r.__e@alice")).isEqualTo("the-key");

      owner.data("enroll:unrevoke:{\"enrollmentId\":\"" + id + "\"}");
      assertThat(anyone.data("lookup:" + name + ".a.__e@alice")).isEqualTo("the-key");
      assertThat(anyone.ask("lookup:" + name + ".r.__e@alice")).contains("AT0015");

      owner.data("enroll:revoke:{\"enrollmentId\":\"" + id + "\"}");
      owner.data("enroll:delete:{\"enrollmentId\":\"" + id + "\"}");
      assertThat(anyone.ask("lookup:" + name + ".a.__e@alice")).contains("AT0015");
      assertThat(anyone.ask("lookup:" + name + ".r.__e@alice")).contains("AT0015");
      assertThat(anyone.data("lookup:" + name + ".d.__e@alice")).isEqualTo("the-key");
    }
  }

  @Test
  void theSigningKeyOfAnEnrollmentThatHasExpiredIsFoundAmongTheDeletedOnes() {
    String id = approved("mayfly", 3_600_000);
    String lasting = approved("lasting");
    try (TestConnection device = device(id);
        TestConnection other = device(lasting)) {
      device.data("update:public:_apsk." + id + ".a.__e@alice its-key");
      other.data("update:public:_apsk." + lasting + ".a.__e@alice another-key");
    }
    ahead = ahead.plusHours(1);
    try (TestConnection anyone = alice.connect()) {
      await().until(() -> anyone.ask("lookup:_apsk." + id + ".d.__e@alice").startsWith("data:"));
      assertThat(anyone.data("lookup:_apsk." + id + ".d.__e@alice")).isEqualTo("its-key");
      assertThat(anyone.ask("lookup:_apsk." + id + ".a.__e@alice")).contains("AT0015");
      assertThat(anyone.data("lookup:_apsk." + lasting + ".a.__e@alice")).isEqualTo("another-key");
    }
  }

  @Test
  void revokingClosesLiveConnectionsAndRefusesTheNextLogin() {
    String id = approved("revoked");
    try (TestConnection owner = alice.login();
        TestConnection live = device(id);
        TestConnection again = alice.connect()) {
      assertThat(owner.data("enroll:revoke:{\"enrollmentId\":\"" + id + "\"}"))
          .isEqualTo("{\"status\":\"revoked\",\"enrollmentId\":\"" + id + "\"}");
      assertThat(live.isClosedByServer()).isTrue();
      assertThat(login(again, id))
          .isEqualTo("error:AT0027:enrollment_id: " + id + " is revoked\n@");
      owner.data("enroll:unrevoke:{\"enrollmentId\":\"" + id + "\"}");
      assertThat(login(again, id)).isEqualTo("data:success\n@alice@");
      assertThat(owner.ask("enroll:delete:{\"enrollmentId\":\"" + id + "\"}"))
          .contains("Cannot delete a approved enrollment");
    }
  }

  @Test
  void nobodyRevokesItselfWithoutForce() {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("enroll:revoke:{\"enrollmentId\":\"" + alice.enrollmentId() + "\"}"))
          .isEqualTo(
              "error:AT0031-Cannot revoke self enrollment : Current client cannot revoke its own"
                  + " enrollment\n@alice@");
    }
  }

  @Test
  void aPasscodeIsGoodOnceAndAWrongOneCostsTime() {
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      String otp = owner.data("otp:get");
      assertThat(request(device, "once", otp.toLowerCase(Locale.ROOT))).contains("pending");
      long begin = System.nanoTime();
      assertThat(request(device, "twice", otp))
          .isEqualTo("error:AT0011-Exception: invalid otp. Cannot process enroll request\n@");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Test
  void theSameAppAndDeviceEnrollOnce() {
    approved("unique");
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      assertThat(request(device, "unique", owner.data("otp:get")))
          .contains("AT0011", "Another enrollment with id", "in approved state");
    }
  }

  @Test
  void aMonitorOfAnEnrollmentSeesOnlyItsNamespaces() {
    String id = approved("monitoring");
    try (TestConnection owner = alice.login();
        TestConnection monitor = device(id)) {
      monitor.send("monitor:selfNotifications\n");
      assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@alice@");
      owner.data("notify:id:hidden:ttln:60000:@alice:k.other@alice:v");
      owner.data("notify:id:shown:ttln:60000:@alice:k.sshnp@alice:v");
      assertThat(monitor.line()).contains("\"id\":\"shown\"");
    }
  }

  @Test
  void expiredRecordsAreNotSeenAndSoonRemoved() {
    try (TestConnection owner = alice.login()) {
      owner.data("update:ttl:100:short.life@alice v");
      // Expired and still there, or removed already.
      await()
          .until(() ->
              owner.ask("llookup:short.life@alice").matches("(?s)data:null\n.*|error:AT0015-.*"));
      assertThat(owner.data("scan short")).isEqualTo("[]");
      assertThat(owner.data("update:immutable:true:ttl:100:mutex.life@alice v")).isNotEmpty();
      await()
          .until(() ->
              owner.ask("update:immutable:true:ttl:100:mutex.life@alice v").startsWith("data:"));
    }
  }
}
