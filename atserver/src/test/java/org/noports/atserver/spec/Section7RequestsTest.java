package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

@DisplayName("atprotocol.md 7.4 to 7.8: requests, each transition from each state, passcodes")
@ExtendWith(SpecServers.class)
class Section7RequestsTest {
  private static final RsaKeyPair KEY = RsaKeyPair.generate(new SecureRandom());
  private static final String KEYS =
      ",\"encryptedDefaultEncryptionPrivateKey\":\"YQ==\","
          + "\"encryptedDefaultSelfEncryptionKey\":\"Yg==\"";

  private static String request(String device, String more) {
    return "enroll:request:{\"appName\":\"requests\",\"deviceName\":\""
        + device
        + "\",\"apkamPublicKey\":\""
        + KEY.publicKey().text()
        + "\""
        + more
        + "}";
  }

  private static String withPasscode(String device, String passcode) {
    return request(
        device,
        ",\"namespaces\":{\"req7\":\"rw\"},\"encryptedAPKAMSymmetricKey\":\"c3lt\",\"otp\":\""
            + passcode
            + "\"");
  }

  private static String id(String answer) {
    return Json.parseObject(answer).string("enrollmentId");
  }

  private static TestConnection login(String id) {
    TestConnection connection = alice.connect();
    String challenge = connection.data("from:@alice");
    connection.data(
        "pkam:enrollmentId:" + id + ":" + KEY.privateKey().sign(challenge, HashAlgorithm.SHA256));
    return connection;
  }

  @Test
  void whoIsLoggedInNeedsNoPasscodeAndIsDecidedAboutAllTheSame() {
    try (TestConnection owner = alice.login()) {
      String id = id(owner.data(request("own", ",\"namespaces\":{\"req7\":\"r\"}")));
      assertThat(owner.data("enroll:fetch:{\"enrollmentId\":\"" + id + "\"}"))
          .contains("\"status\":\"pending\"", "\"encryptedAPKAMSymmetricKey\":null");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approve",
        "deny",
        "revoke",
        "revoke:force",
        "unrevoke",
        "delete",
        "fetch",
        "update"
      })
  void anEnrollmentThatIsNotNamedIsMissed(String operation) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("enroll:" + operation + ":{}"))
          .isEqualTo(
              "error:AT0011-Internal server exception : enrollmentId is mandatory for enroll:"
                  + operation.replace(":force", "")
                  + "\n@alice@");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|appName is mandatory for enroll:request",
        "{'appName':''}|appName is mandatory for enroll:request",
        "{'appName':'a'}|deviceName is mandatory for enroll:request",
        "{'appName':'a','deviceName':'m7'}|apkam public key is mandatory for enroll:request",
        "{'appName':'a','deviceName':'m7','apkamPublicKey':'k','otp':'x'}"
            + "|encrypted apkam symmetric key is mandatory for new client enroll:request",
        "{'appName':'a','deviceName':'m7','apkamPublicKey':'k','otp':'x',"
            + "'encryptedAPKAMSymmetricKey':'s'}"
            + "|At least one namespace must be specified for new client enroll:request",
        "{'appName':'a','deviceName':'m7','apkamPublicKey':'k','namespaces':{'m7':'r'}}"
            + "|invalid otp. Cannot process enroll request"
      },
      quoteCharacter = '"')
  void aRequestThatLacksSomethingIsRefusedInTheWordsOfTheReference(String params, String text) {
    try (TestConnection stranger = alice.connect()) {
      assertThat(stranger.ask("enroll:request:" + params.replace('\'', '"')))
          .isEqualTo("error:AT0011-Exception: " + text + "\n@");
    }
  }

  @Test
  void aConnectionMakesFiveRequestsAnHour() {
    try (TestConnection owner = alice.login()) {
      for (int i = 0; i < 5; i++) {
        owner.data(request("five" + i, ",\"namespaces\":{\"req7\":\"r\"}"));
      }
      String sixth = request("five5", ",\"namespaces\":{\"req7\":\"r\"}");
      assertThat(owner.ask(sixth))
          .isEqualTo(
              "error:AT0011-Internal server exception : Enrollment requests have exceeded the limit"
                  + " within the specified time frame\n@alice@");
      assertThat(owner.ask("enroll:request:{}")).contains("appName is mandatory");
      SpecServers.passes(Duration.ofMinutes(61));
      assertThat(owner.data(sixth)).contains("pending");
    }
  }

  @Test
  void aListTellsTheEndOfWhatHasOne() {
    try (TestConnection owner = alice.login()) {
      String id = id(owner.data(request("ending", ",\"namespaces\":{\"req7\":\"r\"}")));
      JsonObject listed =
          Json.parseObject(owner.data("enroll:list"))
              .object(id + ".new.enrollments.__manage@alice");
      assertThat(Instant.parse(listed.string("expiresAt"))).isAfter(Instant.now());
      assertThat(owner.data("enroll:fetch:{\"enrollmentId\":\"" + id + "\"}"))
          .doesNotContain("expiresAt");
      assertThat(owner.data("enroll:list:{\"enrollmentStatusFilter\":[\"approved\"]}"))
          .doesNotContain(id);
      assertThat(owner.ask("enroll:fetch:{\"enrollmentId\":\"never\"}"))
          .isEqualTo(
              "error:AT0015-key not found : An Enrollment with Id: never does not exist or has"
                  + " expired.\n@alice@");
    }
  }

  @Test
  void aPasscodeForManyRequestsIsComparedWithoutCase() {
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      owner.data("otp:put:Many_123");
      assertThat(device.data(withPasscode("many1", "many_123"))).contains("pending");
      assertThat(device.data(withPasscode("many2", "MANY_123"))).contains("pending");
    }
  }

  @Test
  void aPasscodeIsSpentByARequestThatIsRefusedForAnotherReasonAndComparedWithoutCase() {
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      String first = owner.data("otp:get");
      assertThat(device.data(withPasscode("spent", first.toLowerCase(Locale.ROOT))))
          .contains("pending");
      String second = owner.data("otp:get");
      assertThat(device.ask(withPasscode("spent", second)))
          .startsWith("error:AT0011-Exception: Another enrollment with id ")
          .endsWith(
              " exists with the app name: requests and device name: spent in pending state\n@");
      assertThat(device.ask(withPasscode("spent2", second)))
          .isEqualTo("error:AT0011-Exception: invalid otp. Cannot process enroll request\n@");
    }
  }

  @Test
  void aPasscodeWhoseTimeIsOverIsWrong() {
    try (TestConnection owner = alice.login();
        TestConnection device = alice.connect()) {
      String passcode = owner.data("otp:get:ttl:60000");
      SpecServers.passes(Duration.ofMinutes(2));
      assertThat(device.ask(withPasscode("late", passcode)))
          .isEqualTo("error:AT0011-Exception: invalid otp. Cannot process enroll request\n@");
    }
  }

  @ParameterizedTest(name = "{0} when {1}")
  @CsvSource({
    "approve,approved,pending,approved",
    "approve,denied,pending,approved",
    "approve,revoked,pending,approved",
    "deny,approved,pending,denied",
    "deny,denied,pending,denied",
    "deny,revoked,pending,denied",
    "revoke,pending,approved,revoked",
    "revoke,denied,approved,revoked",
    "revoke,revoked,approved,revoked",
    "unrevoke,pending,revoked,un-revoked",
    "unrevoke,approved,revoked,un-revoked",
    "unrevoke,denied,revoked,un-revoked"
  })
  void aTransitionFromTheWrongStateIsRefusedInTheWordsOfTheReference(
      String operation, String state, String right, String done) {
    try (TestConnection owner = alice.login()) {
      String id = id(owner.data(request(operation + state, ",\"namespaces\":{\"t7\":\"r\"}")));
      String plain = "{\"enrollmentId\":\"" + id + "\"}";
      String full = "{\"enrollmentId\":\"" + id + "\"" + KEYS + "}";
      switch (state) {
        case "approved" -> owner.data("enroll:approve:" + full);
        case "denied" -> owner.data("enroll:deny:" + plain);
        case "revoked" -> {
          owner.data("enroll:approve:" + full);
          owner.data("enroll:revoke:" + plain);
        }
        default -> assertThat(state).isEqualTo("pending");
      }
      assertThat(owner.ask("enroll:" + operation + ":" + full))
          .isEqualTo(
              "error:AT0011-Internal server exception : Failed to "
                  + operation
                  + " enrollment id: "
                  + id
                  + ". Cannot "
                  + (operation.equals("unrevoke") ? "un-revoke" : operation)
                  + " a "
                  + state
                  + " enrollment. Only "
                  + right
                  + " enrollments can be "
                  + done
                  + "\n@alice@");
    }
  }

  @Test
  @DisplayName("9.1, 12: an app that does not manage makes no passcodes and decides nothing")
  void whoDoesNotManageNeitherMakesPasscodesNorDecides() {
    try (TestConnection owner = alice.login()) {
      String id = id(owner.data(request("app", ",\"namespaces\":{\"req7\":\"rw\"}")));
      owner.data("enroll:approve:{\"enrollmentId\":\"" + id + "\"" + KEYS + "}");
      String other = id(owner.data(request("other", ",\"namespaces\":{\"req7\":\"r\"}")));
      try (TestConnection app = login(id)) {
        assertThat(app.ask("otp:get")).startsWith("error:AT0009-");
        assertThat(app.ask("enroll:deny:{\"enrollmentId\":\"" + other + "\"}"))
            .isEqualTo(
                "error:AT0011-Internal server exception : Failed to deny enrollment id: "
                    + other
                    + ". The approving enrollment does not have access to \"__manage\" namespace"
                    + "\n@alice@");
        assertThat(app.ask("otp:put:secret123"))
            .startsWith("error:AT0011-Internal server exception : ");
        assertThat(app.isClosedByServer()).isTrue();
      }
    }
  }
}
