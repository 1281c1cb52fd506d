package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** What single commands mean, whoever wrote their line. */
class CommandMeaningTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");

  @Test
  void updateIsTakenApart() {
    Update update =
        (Update)
            CommandParser.parse("update:ttl:5:isEncrypted:true:@Bob:Phone.Wavi@alice  Two Words");
    assertThat(update.key()).isEqualTo(AtKey.shared(BOB, "phone.wavi", ALICE));
    assertThat(update.metadata()).isEqualTo(Metadata.builder().ttl(5L).isEncrypted(true).build());
    assertThat(update.value()).isEqualTo(" Two Words");
    assertThat(update.toString()).doesNotContain("Two Words");
  }

  @Test
  void theJsonFormOfUpdateIsTheSameCommand() {
    Command json =
        CommandParser.parse(
            "update:json:{\"atKey\":\"phone.wavi\",\"value\":\"v\",\"sharedBy\":\"@alice\","
                + "\"sharedWith\":\"@bob\",\"metadata\":{\"ttl\":60000,\"isPublic\":false,"
                + "\"isBinary\":false,\"isEncrypted\":true,"
                + "\"pubKeyHash\":{\"hash\":\"ab\",\"algo\":\"sha512\"}}}");
    assertThat(json)
        .isEqualTo(
            CommandParser.parse(
                "update:ttl:60000:isBinary:false:isEncrypted:true:pubKeyHash:ab:hashingAlgo:sha512"
                    + ":@bob:phone.wavi@alice v"));
    assertThatThrownBy(() ->
            CommandParser.parse(
                "update:json:{\"atKey\":\"k\",\"value\":\"a\\nb\",\"sharedBy\":\"@alice\"}"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void notifyGivesItsDefaults() {
    Notify notify = (Notify) CommandParser.parse("notify:@bob:K.ns:x");
    assertThat(notify.operationOrDefault()).isEqualTo(Operation.UPDATE);
    assertThat(notify.messageTypeOrDefault()).isEqualTo(MessageType.KEY);
    assertThat(notify.priorityOrDefault()).isEqualTo(Priority.LOW);
    assertThat(notify.strategyOrDefault()).isEqualTo(Strategy.ALL);
    // Without an owner a value cannot be told from the key.
    assertThat(notify.key()).isEqualTo("k.ns:x");
    assertThat(notify.value()).isNull();
    assertThat(notify.toBuilder().build()).isEqualTo(notify);
  }

  @Test
  void nothingThatWouldBecomeASecondCommandCanBeBuilt() {
    String two = "x\nscan";
    AtKey key = AtKey.self("k.ns", ALICE);
    List<Runnable> attempts =
        List.of(
            () -> Update.of(key, Metadata.NONE, two),
            () -> Notify.about(AtKey.shared(BOB, "k.ns", ALICE)).value(two).build(),
            () -> new Lookup(false, Mode.VALUE, two, ALICE),
            () -> new Monitor(false, false, false, null, two),
            () -> new Scan(false, null, two),
            () -> new Cram(two),
            () -> Keys.getByName(two),
            () -> CommandParser.parse(two),
            () -> AtKey.self(two, ALICE));
    for (Runnable attempt : attempts) {
      assertThatThrownBy(attempt::run).isInstanceOf(ProtocolException.class);
    }
    Command enroll = Enroll.of(Enroll.Operation.FETCH, JsonObject.builder().put("x", two).build());
    assertThat(enroll.line()).doesNotContain("\n");
  }

  @Test
  void datesOfAListAreDays() {
    NotifyList list = (NotifyList) CommandParser.parse("notify:list:2020-01-01:2020-01-02:x");
    assertThat(list)
        .isEqualTo(new NotifyList(LocalDate.of(2020, 1, 1), LocalDate.of(2020, 1, 2), "x"));
    for (String none : List.of("2024-13-01", "2024-02-30")) {
      assertThatThrownBy(() -> CommandParser.parse("notify:list:" + none))
          .hasMessage("Invalid date format");
    }
  }

  @Test
  void aMissingAuthenticationHasTheTextOfTheReference() {
    assertThat(Verb.of("llookup:").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(Verb.of("llookup:").missingAuthentication("llookup:"))
        .isEqualTo("Command cannot be executed without auth");
    assertThat(Verb.of("notify:@bob").access()).isEqualTo(Access.AUTHENTICATED_OR_POL);
    assertThat(Verb.of("notify:@bob").missingAuthentication("notify:@bob"))
        .isEqualTo("Notify command cannot be executed without authentication");
    assertThat(Verb.of("Enroll:Request:{}").access()).isEqualTo(Access.NONE);
    assertThat(Verb.of("enroll:approve:{}").missingAuthentication("enroll:approve:{}"))
        .isEqualTo("Cannot approve enrollment without authentication");
    assertThatThrownBy(() -> Verb.of("enroll:x").missingAuthentication("enroll:x\u0007y"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("Invalid syntax. ");
    assertThat(Verb.of("notify:all:x").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(Verb.of("notify:status:x").access()).isEqualTo(Access.AUTHENTICATED);
  }
}
