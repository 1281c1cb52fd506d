package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which tests hold each item of the checklist; a test that is renamed away is missed here. */
@DisplayName("atprotocol.md 10: compatibility checklist")
class ChecklistTest {
  private static final String PACKAGE = "org.noports.atserver.";
  private static final String CONNECTION = "spec.Section2ConnectionTest$";
  private static final String LOGIN = "spec.Section3LoginTest$";
  private static final String KEYS = "spec.Section3KeysTest$";
  private static final String NOTIFICATIONS = "spec.Section4NotificationsTest$";
  private static final String ENROLLMENT = "spec.Section7EnrollmentTest$";
  private static final String WEAKNESSES = "spec.Section9WeaknessesTest";

  private static final Map<Integer, List<String>> ITEMS =
      Map.ofEntries(
          Map.entry(
              1,
              List.of(
                  CONNECTION + "Framing#theGreetingIsARecordOfOneByte",
                  "directory.DirectoryRecordingsTest")),
          Map.entry(
              2, List.of("directory.DirectoryRecordingsTest", "directory.AtDirectoryServerTest")),
          Map.entry(3, List.of("tls.CertificateAuthorityTest", "spec.Section2CertificatesTest")),
          Map.entry(
              4,
              List.of(
                  CONNECTION + "Framing#aPayloadAndItsPromptAreOneRecord",
                  CONNECTION + "Framing#noErrorTextHasALineFeedInIt",
                  "hostile.HostileConnectionsTest#theLastRecordNeverHoldsOnlyThePrompt")),
          Map.entry(
              5,
              List.of(
                  CONNECTION
                      + "Framing#theEmptyLineIsAnsweredInLessThan256BytesAndTheConnectionKept",
                  CONNECTION + "Framing#exitClosesWithoutAnAnswer")),
          Map.entry(
              6,
              List.of(
                  CONNECTION + "Framing#thePromptTellsWhoTheConnectionBelongsTo",
                  LOGIN + "PolVerb#successIsTheBarePromptOfTheCaller",
                  NOTIFICATIONS + "MonitorVerb#aLineHasItsMembersInOrderAndNoPrompt")),
          Map.entry(
              7,
              List.of(
                  LOGIN + "FromVerb#theChallengeIsASessionIdAndAUuid",
                  LOGIN + "FromVerb#aForeignAtSignIsAskedForAProofBoundToThisVerifier")),
          Map.entry(
              8,
              List.of(
                  LOGIN + "PkamVerb#everyCombinationOfParametersIsAccepted",
                  ENROLLMENT + "States#pkamTellsEachState")),
          Map.entry(
              9,
              List.of(
                  CONNECTION + "Errors#eachStateOfTheConnectionHasItsForm",
                  CONNECTION + "Errors#jsonIsForClientsAbove3037")),
          Map.entry(
              10,
              List.of(
                  "spec.Section3FollowingTest$StatsVerb#elementsAreSeparatedByACommaAndABlank",
                  NOTIFICATIONS + "Queries#allAnswersAnIdForEachRecipientBehindABlank")),
          Map.entry(
              11,
              List.of(
                  KEYS + "Writing#theAnswerIsTheCommitIdOrMinusOneForWhatIsNotLogged",
                  KEYS + "Writing#metadataNotMentionedStaysNullClearsAndZeroEnds",
                  KEYS + "Writing#keysAreLowerCasedAndValuesKeepTheirCaseAndInnerBlanks")),
          Map.entry(
              12,
              List.of(
                  KEYS + "Writing#theNewestMetadataIsReadInAnyOrder",
                  NOTIFICATIONS + "Receiving#timestampsAndWhatElseNewSendersForwardIsAccepted")),
          Map.entry(
              13,
              List.of(
                  NOTIFICATIONS + "NotifyVerb#theAnswerIsTheClientsIdOrANewUuid",
                  "delivery.DeliveryQueueTest")),
          Map.entry(14, List.of(KEYS + "Lookups#strangersAreServedWhatTheHandshakeNeeds")),
          Map.entry(
              15,
              List.of(
                  NOTIFICATIONS + "MonitorVerb#aLineHasItsMembersInOrderAndNoPrompt",
                  NOTIFICATIONS + "MonitorVerb#theStatisticsComeInARhythmWithoutMetadata")),
          Map.entry(
              16,
              List.of(
                  NOTIFICATIONS + "MonitorVerb#onlyATimeBringsWhatWasBefore",
                  "flow.MonitorTest#whatIsStoredDuringAReplayIsShownOnceAndInOrder")),
          Map.entry(
              17,
              List.of(
                  NOTIFICATIONS + "MonitorVerb#everyFormIsUnderstoodAndOtherCommandsGoOn",
                  "flow.MonitorTest#answersAndNotificationsAreWholeLines")),
          Map.entry(18, List.of("spec.Section7EnrollmentTest", "flow.EnrollmentTest")),
          Map.entry(
              19,
              List.of(
                  KEYS + "Times#aSharedKeyIsCopiedAsItsTtrAllowsAndItsDeletionCascades",
                  KEYS + "Times#aNewPublicKeySetsTheSharedKeyAside",
                  KEYS + "Times#aCopyWhoseTimeHasPassedIsReadAgainAtNight")),
          Map.entry(20, List.of(WEAKNESSES, "peer.ChallengeTest", "access.AccessCheckTest")));

  @TestFactory
  Stream<DynamicTest> everyItemIsHeldByTests() {
    return IntStream.rangeClosed(1, 20)
        .mapToObj(item ->
            DynamicTest.dynamicTest(
                "item " + item,
                () ->
                    assertThat(ITEMS.getOrDefault(item, List.of()))
                        .isNotEmpty()
                        .allMatch(ChecklistTest::exists)));
  }

  private static boolean exists(String test) {
    String[] parts = test.split("#", -1);
    try {
      Class<?> type = Class.forName(PACKAGE + parts[0]);
      return parts.length == 1
          || Arrays.stream(type.getDeclaredMethods())
              .anyMatch(method -> method.getName().equals(parts[1]));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
