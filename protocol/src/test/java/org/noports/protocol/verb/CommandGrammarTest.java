package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

class CommandGrammarTest {
  /** Lines of the oldest grammar: what is read is written again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "from:@alice",
        "from:@alice:clientConfig:{\"version\":\"3.0.57\"}",
        "cram:00ff",
        "pkam:c2ln==",
        "pkam:signingAlgo:ecc_secp256r1:hashingAlgo:sha512:c2ln",
        "pkam:signingAlgo:mldsa65:enrollmentId:8cf6-0a7f:c2ln",
        "pkam:enrollmentId:8cf6:c2ln",
        "pol",
        "info",
        "info:brief",
        "info:mtls",
        "info:mtlsbrief",
        "noop:0",
        "noop:5000",
        "scan",
        "scan shared_key",
        "scan:showhidden:true",
        "scan:@bob .*\\.sshnp@",
        "scan:showhidden:true:@bob x",
        "lookup:publickey@alice",
        "lookup:all:shared_key@bob",
        "lookup:bypassCache:true:meta:x.ns@bob",
        "plookup:publickey@bob",
        "plookup:bypassCache:true:all:publickey@bob",
        "plookup:x@bob",
        "llookup:phone.wavi@alice",
        "llookup:@bob:phone.wavi@alice",
        "llookup:meta:public:publickey@alice",
        "llookup:all:cached:public:publickey@bob",
        "llookup:cached:@alice:phone.wavi@bob",
        "llookup:private:blocklist@alice",
        "update:public:publickey@alice MIIB",
        "update:privatekey:at_pkam_publickey MIIB",
        "update:x@alice  value with:colons @and blanks",
        "update:ttl:60000:ttr:-1:isEncrypted:true:ivNonce:eLCl==:@bob:phone.wavi@alice kdxJ==",
        "update:nc:x.ns@alice v",
        "update:meta:@bob:phone.wavi@alice:ttl:0",
        "update:meta:public:phone.wavi@alice:ttl:0:isEncrypted:false",
        "delete:@bob:phone.wavi@alice",
        "delete:public:x.ns@alice",
        "delete:cached:@alice:phone.wavi@bob",
        "delete:privatekey:at_secret",
        "delete:priority:high:x.ns@alice",
        "delete:dAt:2026-01-02T03:04:05.678Z:nc:force:priority:low:cached:public:x.ns@bob",
        "delete:force@alice",
        "notify:@bob:k.ns@alice",
        "notify:@bob:k.ns@alice:v:w@x",
        "notify:public:k.ns@alice:v",
        "notify:@bob:public:k.ns@alice:v",
        "notify:delete:ttln:60000:@bob:k.ns@alice",
        "notify:update:messageType:text:@bob:Hello there: you",
        "notify:priority:medium:strategy:latest:latestN:3:notifier:wavi:ttln:0:@bob:k.ns@alice",
        "notify:status:9905-4574",
        "notify:fetch:9905-4574",
        "notify:remove:9905_4574",
        "notify:list",
        "notify:list:2024-01-31",
        "notify:list:2024-01-31:2024-02-29:a:b",
        "notify:list:device_info",
        "notify:all:@bob,@colin:k.ns@alice:v",
        "notify:all:update:messageType:key:ttl:1:ttb:2:ttr:-1:ccd:true:@bob:k.ns@alice",
        "monitor",
        "monitor:selfNotifications",
        "monitor:strict:selfNotifications:multiplexed:1729764000123 .*\\.sshnp@ x",
        "monitor mydevice.sshnp@",
        "stats",
        "stats:3",
        "stats:1,2,16",
        "stats:3:.*\\.wavi",
        "stats:15:x",
        "sync:from:-1:limit:5",
        "sync:from:0:limit:2:skipDeletesUntil:9:shared_key",
        "sync:from:7:.wavi",
        "config:block:show",
        "config:block:add:@bob @colin",
        "config:block:remove:@bob",
        "config:set:maxNotificationRetries=5",
        "config:reset:x",
        "config:print:x",
        "batch:[]",
        "batch:[{\"id\":1,\"command\":\"update:a.ns@alice 1\"}]",
        "stream:init@bob namespace:x 1 f 2",
        "enroll:list",
        "enroll:list:{\"enrollmentStatusFilter\":[\"pending\"]}",
        "enroll:request:{\"appName\":\"a\"}",
        "enroll:revoke:force:{\"enrollmentId\":\"x\"}",
        "enroll:unrevoke:{\"enrollmentId\":\"x\"}",
        "enroll:delete:{\"enrollmentId\":\"x\"}",
        "enroll:update:{\"enrollmentId\":\"x\"}",
        "enroll:listns:wavi",
        "enroll:listns",
        "enroll:infons:wavi:{}",
        "otp:get",
        "otp:get:ttl:1000",
        "otp:put:abc123",
        "otp:put:ABC_123:ttl:1000",
        "keys:get:private",
        "keys:get:keyName:8cf6.default_enc_private_key.__manage@alice",
        "keys:delete:keyName:x",
        "keys:put:public:namespace:__global:keyType:rsa2048:keyName:encryptionPublicKey MIIB x",
        "keys:put:private:namespace:__global:appName:wavi:deviceName:pixel:keyType:aes"
            + ":encryptionKeyName:k1:keyName:myKey v"
      })
  void whatIsReadIsWrittenAgain(String line) {
    Command command = CommandParser.parse(line);
    assertThat(command.line()).isEqualTo(line);
    assertThat(CommandParser.parse(" \t" + line + "\r")).isEqualTo(command);
    String verb = line.split("[: ]", 2)[0];
    String loud = verb.toUpperCase(java.util.Locale.ROOT) + line.substring(verb.length());
    assertThat(CommandParser.parse(loud)).isEqualTo(command);
  }

  /** Newer or looser forms: what is read is written in the oldest form that carries it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from:alice|from:@alice",
        "from:@Al.ice|from:@alice",
        "scan:showhidden:false:@bob:page:3|scan:@bob",
        "lookup:bypassCache:false:publickey@alice|lookup:publickey@alice",
        "lookup:PublicKey@Alice|lookup:publickey@alice",
        "UPDATE:TTL:5:Phone.WAVI@Alice Value|update:ttl:5:phone.wavi@alice Value",
        "update:ivNonce:a==:ttl:5:x.ns@alice v|update:ttl:5:ivNonce:a==:x.ns@alice v",
        "update:meta:x.ns@alice:isEncrypted:true:ttl:1|update:meta:x.ns@alice:ttl:1:isEncrypted:true",
        "notify:ttr:-1:ccd:null:@bob:K.ns@alice:V|notify:ttr:-1:@bob:k.ns@alice:V",
        "monitor:SelfNotifications|monitor:selfNotifications",
        "stats:|stats",
        "enroll:list:|enroll:list",
        "enroll:approve{\"a\":1}|enroll:approve:{\"a\":1}",
        "pkam:SIGNINGALGO:RSA2048:c2ln|pkam:signingAlgo:rsa2048:c2ln",
        "stats:1,02|stats:1,2",
        "update:json:{\"atKey\":\" Phone .wavi\",\"value\":\"v\",\"sharedBy\":\"alice\"}"
            + "|update:phone.wavi@alice v",
        "notify:list:2024-1-2|notify:list:2024-01-02"
      })
  void newerFormsAreUnderstood(String line, String oldest) {
    assertThat(CommandParser.parse(line).line()).isEqualTo(oldest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from:",
        "from:@",
        "from:@a@b",
        "from:@a:clientConfig:",
        "from:@a:clientConfig:{",
        "from:@a:clientConfig:[]",
        "from:@a:clientConfig:{}",
        "from:@a:x",
        "from:@a b",
        "cram:",
        "pkam:",
        "noop:",
        "noop:-1",
        "noop:1x",
        "noop:99999999999999999999",
        "scanx",
        "scan:",
        "scan  x",
        "scan x y",
        "scan:showhidden:maybe",
        "scan:@",
        "lookup:",
        "lookup:@alice",
        "lookup:x@alice",
        "lookup:publickey",
        "lookup:publickey@a:b",
        "plookup:@bob",
        "plookup:a b@bob",
        "plookup:a@b@c",
        "llookup:",
        "llookup:x@alice",
        "llookup::x@alice",
        "llookup:a::b@alice",
        "llookup:public",
        "llookup:ab@alice@bob",
        "update:x@alice",
        "update:x@alice ",
        "update: v",
        "update:x v",
        "update:private:k.ns@alice v",
        "update:a:b@alice v",
        "update:@bob@alice v",
        "update:cached:@bob:k.ns@alice v",
        "update:hash:abcd:algo:sha512:x@alice v",
        "update:ttl:1:ttl:2:x@alice v",
        "update:ttl:x:x@alice v",
        "update:x@alice\tv",
        "update:json:",
        "update:json:{bad",
        "update:json:{}",
        "update:json:[]",
        "update:meta:x@alice",
        "update:meta:ab@alice v",
        "update:meta:ab@alice:ttl:x",
        "update:meta:ab",
        "delete:",
        "delete:x",
        "delete:x@alice y",
        "delete:privatekey:at_pkam_publickey",
        "delete:private:k@alice",
        "delete:priority:urgent:x@alice",
        "delete:dAt:today:x@alice",
        "delete:force:nc:x@alice",
        "notify:",
        "notify:@bob",
        "notify:@bob:",
        "notify:@bob:k",
        "notify:@bob:k.ns@alice:",
        "notify:@bob:k.ns@",
        "notify:append:@bob:k.ns@alice",
        "notify:id:a b:@bob:k.ns@alice",
        "notify:messageType:mail:@bob:k.ns@alice",
        "notify:strategy:latest:@bob:k.ns@alice",
        "notify:strategy:some:@bob:k.ns@alice",
        "notify:priority:none:@bob:k.ns@alice",
        "notify:ttln:-1:@bob:k.ns@alice",
        "notify:ttr:-2:@bob:k.ns@alice",
        "notify:@bo b:k.ns@alice",
        "notify:public",
        "notify:status:",
        "notify:status:a b",
        "notify:fetch:",
        "notify:remove:",
        "notify:remove:a:b",
        "notify:remove:\u00e9",
        "notify:listx",
        "notify:list:",
        "notify:all:",
        "notify:all:@bob",
        "notify:all:@bob:",
        "notify:all:@bob,:k@alice",
        "notify:all:,@bob:k@alice",
        "monitorx",
        "monitor:",
        "monitor:x",
        "monitor:1:strict",
        "monitor:99999999999999999999",
        "statsx",
        "stats:0",
        "stats:03",
        "stats:1,,2",
        "stats:x",
        "stats:1:x",
        "stats:99999999999",
        "sync:from:",
        "sync:from:-2",
        "sync:from:x",
        "sync:from:1:",
        "config:",
        "config:block:",
        "config:block:add",
        "config:block:add:bob",
        "config:block:add:@bob  @colin",
        "config:block:show x",
        "config:set:",
        "config:drop:x",
        "batch:",
        "batch:{}",
        "batch:[1]",
        "batch:[{\"id\":1}]",
        "batch:[{\"id\":\"1\",\"command\":\"scan\"}]",
        "enroll:",
        "enroll:steal:{}",
        "enroll:request:x",
        "enroll:list:{bad",
        "enroll:request:{}x",
        "otp:",
        "otp:put",
        "otp:put:",
        "otp:put:abc",
        "otp:put:abc-12",
        "otp:put:ttl:1000",
        "otp:get:abcdef",
        "otp:get:ttl:",
        "keys:",
        "keys:steal",
        "keys:get:keyName:",
        "keys:put:public:namespace:"
      })
  void otherFormsAreSyntaxErrors(String line) {
    assertThatThrownBy(() -> CommandParser.parse(line))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0003));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "@",
        "@alice",
        "bogus",
        "bogus:x",
        "noop",
        "polx",
        "pol:",
        "info:bogus",
        "infox",
        "llookup",
        "sync:5",
        "sync:5:x",
        "no\u0000op:0",
        "GET / HTTP/1.1",
        "\u0131nfo",
        "otp"
      })
  void linesWithoutAVerbAreInvalidCommands(String line) {
    assertThatThrownBy(() -> CommandParser.parse(line))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("invalid command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up date:x@alice a b|update:x@alice a b",
        "notify :@bob:x|notify:@bob:x",
        "scan x:y|scan x:y",
        "monitor x:y|monitor x:y",
        "update: x|update: x",
        "bo gus:x|bo gus:x",
        "no op|no op"
      })
  void blanksLeaveAWordThatIsAVerbWithoutThem(String line, String read) {
    assertThat(Verb.withoutBlanksInVerb(line)).isEqualTo(read);
  }

  @Test
  void aVerbWordLongerThanSixtyFourCharactersIsNotLookedAt() {
    String word = "scan" + "x".repeat(60);
    assertThatThrownBy(() -> CommandParser.parse(word)).hasMessageStartingWith("Invalid syntax. ");
    assertThatThrownBy(() -> CommandParser.parse(word + "x")).hasMessage("invalid command");
    assertThatThrownBy(() -> CommandParser.parse(word + "x:y")).hasMessage("invalid command");
  }

  @Test
  void aTtrBelowMinusOneIsRefusedWithTheTextOfTheReference() {
    String text = "Valid values for TTR are -1 and greater than or equal to 1";
    assertThatThrownBy(() -> CommandParser.parse("update:ttr:-2:x.ns@alice v")).hasMessage(text);
    String json =
        "{\"atKey\":\"x.ns\",\"value\":\"v\",\"sharedBy\":\"@a\",\"metadata\":{\"ttr\":-2,"
            + "\"isPublic\":false,\"isBinary\":false,\"isEncrypted\":false}}";
    assertThatThrownBy(() -> CommandParser.parse("update:json:" + json)).hasMessage(text);
  }

  @Test
  void valuesOfTenMegabytesAreReadInOnePass() {
    String value = "a:b@c ".repeat(1_700_000);
    String update = "update:ttl:5:@bob:big.ns@alice " + value + "end";
    long before = System.nanoTime();
    assertThat(((Update) CommandParser.parse(update)).value()).hasSize(value.length() + 3);
    assertThat(((Notify) CommandParser.parse("notify:@bob:k.ns@alice:" + value)).value())
        .hasSize(value.length() - 1);
    assertThatThrownBy(() -> CommandParser.parse("llookup:" + value))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> CommandParser.parse("update:" + ":ttl".repeat(2_000_000)))
        .isInstanceOf(ProtocolException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }
}
