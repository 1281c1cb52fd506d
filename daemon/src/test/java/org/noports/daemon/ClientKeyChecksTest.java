package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.daemon.DaemonRig.ALICE;
import static org.noports.daemon.DaemonRig.CAROL;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.fixtures.LogWitness;
import org.noports.protocol.session.NptRequest;

/** Clients whose keys have changed, and enrolments behind sessions (sessions.md 2.3, 2.4). */
class ClientKeyChecksTest {
  private static final String URI = "public:_apsk.e1.a.__e@alice";
  private static final Duration OFTEN = Duration.ofMillis(50);

  @TempDir private Path directory;

  private Path known() {
    return directory.resolve("storage/known_clients");
  }

  private DaemonRig remembering(boolean strict) throws Exception {
    return DaemonRig.start(
        config -> config.checks(new ClientChecks(strict, known(), false, Duration.ZERO)));
  }

  private static DaemonRig enrolled(boolean required, Duration check) throws Exception {
    DaemonRig rig =
        DaemonRig.start(config -> config.checks(new ClientChecks(false, null, required, check)));
    rig.office.records.put(URI, PostOffice.keys(ALICE).publicKey().text());
    return rig;
  }

  private static String answerTo(DaemonRig rig) throws InterruptedException {
    rig.alice.send(rig.request());
    return rig.alice.answer();
  }

  /** From now on requests of @alice are signed with another key, and her atServer offers it. */
  private static void changeKey(DaemonRig rig) {
    rig.office.published.put(ALICE, PostOffice.keys(CAROL).publicKey());
    rig.alice.edge.signer = CAROL;
  }

  @Test
  void aStrictDaemonRefusesAClientWhoseKeyHasChangedUntilItsLineIsTakenOut() throws Exception {
    try (DaemonRig rig = remembering(true)) {
      assertThat(answerTo(rig)).startsWith("{");
      assertThat(Files.readAllLines(known())).singleElement().asString().startsWith("@alice ");
      assertThat(Files.getPosixFilePermissions(known()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      changeKey(rig);
      assertThat(answerTo(rig))
          .isEqualTo(
              "Signature not verified: Likely that the client atSign's public key has changed:"
                  + " it is not the one this daemon knows");
      assertThat(rig.relay.connections).hasSize(1);
      Files.delete(known());
      assertThat(answerTo(rig)).startsWith("{");
    }
  }

  @Test
  void aStrictDaemonKnowsItsClientsAfterARestart() throws Exception {
    try (DaemonRig rig = remembering(true)) {
      assertThat(answerTo(rig)).startsWith("{");
    }
    try (DaemonRig rig = remembering(true)) {
      changeKey(rig);
      assertThat(answerTo(rig)).startsWith("Signature not verified: ");
    }
  }

  @Test
  void otherDaemonsTellInTheLogAndRememberTheNewKey() throws Exception {
    try (LogWitness log = new LogWitness("org.noports.daemon");
        DaemonRig rig = remembering(false)) {
      assertThat(answerTo(rig)).startsWith("{");
      String first = Files.readString(known());
      changeKey(rig);
      assertThat(answerTo(rig)).startsWith("{");
      assertThat(log.lines()).contains("The public key of @alice has changed");
      assertThat(Files.readString(known())).isNotEqualTo(first).startsWith("@alice ");
      assertThat(Files.readAllLines(known())).hasSize(1);
    }
  }

  @Test
  void aSignatureThatIsWrongIsNotRemembered() throws Exception {
    try (DaemonRig rig = remembering(true)) {
      rig.alice.edge.signer = CAROL;
      assertThat(answerTo(rig)).startsWith("Signature not verified: ");
      assertThat(known()).doesNotExist();
    }
  }

  @Test
  void aStrictDaemonThatCannotRememberRefusesAndAnyOtherServes() throws Exception {
    Files.createDirectories(known());
    try (DaemonRig rig = remembering(true)) {
      assertThat(answerTo(rig))
          .isEqualTo("Signature not verified: this daemon cannot look up the keys it knows");
    }
    try (DaemonRig rig = remembering(false)) {
      assertThat(answerTo(rig)).startsWith("{");
    }
  }

  @Test
  void requestsWithoutTheEnrolmentsSignatureAreRefusedWhereItIsRequired() throws Exception {
    try (DaemonRig rig = enrolled(true, Duration.ZERO)) {
      assertThat(answerTo(rig))
          .isEqualTo(
              "This daemon requires session requests signed with the client's enrollment key");
      rig.alice.sendText(rig.alice.signedBy(rig.request(), URI, ALICE));
      assertThat(rig.alice.answer()).startsWith("{");
      rig.alice.sendText(rig.alice.signedBy(rig.request(), "public:_apsk.gone.a.__e@alice", ALICE));
      assertThat(rig.alice.answer())
          .isEqualTo(
              "Could not check the enrollment signature: public:_apsk.gone.a.__e@alice is not"
                  + " published");
      rig.edge.unreachable = true;
      rig.alice.sendText(rig.alice.signedBy(rig.request(), URI, ALICE));
      assertThat(rig.alice.answer())
          .isEqualTo("Could not check the enrollment signature: the atServer is not there");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sk\":7}",
        "{\"sk\":\"public:publickey@alice\",\"sa\":\"rsa2048\",\"ha\":\"sha256\",\"s\":\"AA==\"}",
        "{\"sk\":\"public:_apsk.e1.a.__e@alice\",\"sa\":\"none\",\"ha\":\"sha256\",\"s\":\"AA==\"}",
        "{\"sk\":\"public:_apsk.e1.a.__e@alice\",\"sa\":\"rsa2048\",\"ha\":\"md5\",\"s\":\"AA==\"}",
        "{\"sk\":\"public:_apsk.e1.a.__e@alice\",\"sa\":\"rsa2048\",\"ha\":\"sha256\",\"s\":\"?\"}",
      })
  void aMalformedSecondSignatureIsRefusedAlways(String member) throws Exception {
    try (DaemonRig rig = enrolled(false, Duration.ZERO)) {
      String good = rig.alice.signedBy(rig.request(), URI, ALICE);
      int begin = good.indexOf("\"enrollmentSignature\":") + 22;
      rig.alice.sendText(good.substring(0, begin) + member + "}");
      assertThat(rig.alice.answer()).startsWith("Enrollment signature not verified: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", "d"})
  void sessionsOfAWithdrawnEnrolmentEndAndNoOther(String state) throws Exception {
    try (DaemonRig rig = enrolled(false, OFTEN)) {
      assertThat(answerTo(rig)).startsWith("{");
      NptRequest watched = rig.request();
      rig.alice.sendText(rig.alice.signedBy(watched, URI, ALICE));
      assertThat(rig.alice.answer()).startsWith("{");
      assertThat(rig.daemon.sessions()).isEqualTo(2);
      rig.office.records.put(URI.replace(".a.", "." + state + "."), "the key");
      rig.office.records.remove(URI);
      await().until(() -> rig.daemon.sessions() == 1);
    }
  }

  @Test
  void anEnrolmentThatIsOnlyGoneOrCannotBeLookedUpEndsNothing() throws Exception {
    try (DaemonRig rig = enrolled(false, OFTEN)) {
      rig.alice.sendText(rig.alice.signedBy(rig.request(), URI, ALICE));
      assertThat(rig.alice.answer()).startsWith("{");
      rig.office.records.remove(URI);
      awaitRounds(rig);
      rig.edge.unreachable = true;
      rig.office.records.put(URI.replace(".a.", ".r."), "the key");
      awaitRounds(rig);
      assertThat(rig.daemon.sessions()).isEqualTo(1);
    }
  }

  private static void awaitRounds(DaemonRig rig) throws IOException {
    int before = rig.edge.lookUps.get();
    await().until(() -> rig.edge.lookUps.get() >= before + 4);
  }

  @Test
  void aDaemonThatWatchesNothingLooksNothingUp() throws Exception {
    assertThat(List.of(ClientChecks.DEFAULT.enrollmentCheck())).containsExactly(Duration.ZERO);
    try (DaemonRig rig = enrolled(false, Duration.ZERO)) {
      rig.alice.sendText(rig.alice.signedBy(rig.request(), URI, ALICE));
      assertThat(rig.alice.answer()).startsWith("{");
      assertThat(rig.edge.lookUps).hasValue(1);
    }
  }
}
