package org.noports.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the rooms, and what each room must never touch (ARCHITECTURE.md). */
class ArchitectureTest {
  private static JavaClasses ours;

  @BeforeAll
  static void readTheClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.noports");
  }

  @Test
  void everyRoomIsSeen() {
    for (String room :
        List.of(
            "protocol",
            "tunnel",
            "atclient",
            "atserver",
            "relay",
            "daemon",
            "client",
            "policy",
            "cli")) {
      assertThat(ours).as(room).anyMatch(c -> c.getPackageName().startsWith("org.noports." + room));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocol |",
        "tunnel   | protocol",
        "atclient | protocol",
        "atserver | protocol",
        "relay    | protocol,tunnel,atclient",
        "daemon   | protocol,tunnel,atclient",
        "client   | protocol,tunnel,atclient",
        "policy   | protocol,atclient",
      })
  void aRoomKnowsOnlyTheRoomsBelowIt(String room, String mayKnow) {
    List<String> allowed =
        Stream.concat(
                Stream.of(room), mayKnow == null ? Stream.of() : Stream.of(mayKnow.split(",", -1)))
            .map(name -> "org.noports." + name)
            .toList();
    check(
        noClasses()
            .that()
            .resideInAPackage("org.noports." + room + "..")
            .should()
            .dependOnClassesThat(
                describe(
                    "are in rooms it does not know",
                    other ->
                        other.getPackageName().startsWith("org.noports")
                            && allowed.stream()
                                .noneMatch(known ->
                                    (other.getPackageName() + ".").startsWith(known + ".")))));
  }

  @Test
  void theWordsDoNoInputOrOutput() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.noports.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime"));
  }

  @Test
  void ciphersStayInOneRoom() {
    onlyIn("javax.crypto..", "org.noports.protocol.crypto..");
  }

  @Test
  void nativeMemoryStaysInOnePackage() {
    onlyIn("java.lang.foreign..", "org.noports.tunnel.splice..");
  }

  @Test
  void databasesStayInOneRoom() {
    onlyIn("java.sql..", "org.noports.atserver.store..");
  }

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.noports.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Runtime.class));
  }

  @Test
  void inTheCommandLineOnlyTheTerminalTouchesTheProcess() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.noports.cli.output.Terminal")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class));
  }

  @Test
  void theRelayNeverSeesASessionKey() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.noports.relay..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.noports.protocol.session.SessionKeys")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.noports.protocol.crypto.AesKey")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.noports.protocol.crypto.CtrStream"));
  }

  @Test
  void atServersKnowNothingOfNoPorts() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.noports.atserver..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.noports.protocol.session..",
                "org.noports.protocol.relay..",
                "org.noports.protocol.tunnel..",
                "org.noports.protocol.envelope.."));
  }

  @Test
  void theBytesKnowNoAtSignAndNoNotification() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.noports.tunnel..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.noports.protocol.name.AtSign")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.noports.protocol.notification..", "org.noports.protocol.verb.."));
  }

  @Test
  void noClassIsNamedAfterADrawer() {
    check(
        noClasses()
            .that()
            .areNotAssignableTo(javax.net.ssl.TrustManager.class) // JSSE's own words for roles
            .and()
            .areNotAssignableTo(javax.net.ssl.KeyManager.class)
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common|Misc)$"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(SlicesRuleDefinition.slices().matching("org.noports.(*)..").should().beFreeOfCycles());
  }

  @Test
  void failuresAreUncheckedAndOurs() {
    check(
        classes()
            .that()
            .areAssignableTo(Exception.class)
            .and()
            .haveSimpleNameEndingWith("Exception")
            .and()
            // What goes wrong on a connection is an IOException, as all else about sockets.
            .areNotAssignableTo(IOException.class)
            .should()
            .beAssignableTo(RuntimeException.class));
  }

  private static void onlyIn(String what, String where) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(where)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(what));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ours);
  }
}
