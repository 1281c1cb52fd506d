package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;

import java.security.SecureRandom;
import java.time.Duration;
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
