package org.noports.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final String GREETING = "05 01 00 ";

  @ParameterizedTest
  @CsvSource({
    "05 01 00 05 01 00 01 7f000001 0016, 127.0.0.1:22",
    "05 02 02 00 05 01 00 03 09 6c6f63616c686f7374 0050, localhost:80",
    "05 01 00 05 01 00 04 fd000000000000000000000000000007 01bb, fd00:0:0:0:0:0:0:7:443",
    "04 01 0016 0a000007 00, 10.0.0.7:22",
    "04 01 0016 0a000007 6d6500, 10.0.0.7:22",
    "04 01 0050 00000001 6d6500 6462 00, db:80",
  })
  void whatIsAskedForIsUnderstoodToItsLastByteAndNoFurther(String hex, String target) {
    Conversation said = Conversation.of(bytes(hex));

    assertThat(said.last).isInstanceOf(Turn.Wants.class);
    assertThat(((Turn.Wants) said.last).target().text()).isEqualTo(target);
    assertThat(said.taken).isEqualTo(bytes(hex).length);
  }

  @ParameterizedTest
  @CsvSource({"db:5432,db:5432", "10.0.0.7:22,10.0.0.7:22", "[fd00::7]:443,fd00::7:443"})
  void httpConnectIsUnderstoodWithItsHeaders(String line, String target) {
    Conversation said =
        Conversation.of(
            ascii("CONNECT " + line + " HTTP/1.1\r\nHost: " + line + "\r\nUser-Agent: x\r\n\r\n"));

    assertThat(said.last).isInstanceOf(Turn.Wants.class);
    assertThat(((Turn.Wants) said.last).target().text()).isEqualTo(target);
    assertThat(new String(said.handshake.granted(), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
  }

  @Test
  void socks5AnswersTheGreetingWithNoAuthenticationAndThenWithSuccess() {
    Conversation said = Conversation.of(bytes("05 03 02 01 00 05 01 00 01 7f000001 0016"));

    assertThat(said.said).containsExactly("0500");
    assertThat(hex(said.handshake.granted())).isEqualTo("05000001000000000000");
  }

  @ParameterizedTest
  @CsvSource({
    "05 01 00 05 03 00 01 00000000 0000, 0",
    "05 01 00 05 03 00 01 7f000001 1f90, 8080",
    "05 01 00 05 03 00 03 01 78 0001, 1",
    "05 01 00 05 03 00 04 00000000000000000000000000000000 ffff, 65535",
  })
  void whoWantsToSendDatagramsSaysFromWhichPortOrThatItDoesNotKnow(String hex, int port) {
    Conversation said = Conversation.of(bytes(hex));

    assertThat(said.last).isEqualTo(new Turn.Associates(port));
    assertThat(said.taken).isEqualTo(bytes(hex).length);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 05 00 00 01 7f000001 ea60",
    "::1, 05 00 00 04 00000000000000000000000000000001 ea60",
  })
  void whoMaySendDatagramsIsToldWhere(String address, String hex) {
    Conversation said = Conversation.of(bytes("05 01 00 05 03 00 01 00000000 0000"));

    byte[] answer =
        said.handshake.associated(new InetSocketAddress(InetAddress.ofLiteral(address), 60_000));

    assertThat(answer).isEqualTo(bytes(hex));
  }

  @Test
  void whoOffersNoWayWithoutAuthenticationIsToldThatNoneIsAcceptable() {
    Conversation said = Conversation.of(bytes("05 02 01 02"));

    assertThat(said.last).isEqualTo(new Turn.Stop(Refusal.DENIED));
    assertThat(hex(said.handshake.refused(Refusal.DENIED))).isEqualTo("05ff");
  }

  @ParameterizedTest
  @CsvSource({
    "DENIED,02,403",
    "UNREACHABLE,04,502",
    "REFUSED,05,502",
    "TIMEOUT,06,504",
    "UNSUPPORTED_COMMAND,07,405",
    "UNSUPPORTED_ADDRESS,08,400",
    "MALFORMED,01,400",
    "FAILED,01,503",
  })
  void everyRefusalHasItsCodeInEveryProtocol(Refusal refusal, String socks5, String http) {
    Handshake five = Conversation.of(bytes(GREETING)).handshake;
    Handshake four = Conversation.of(bytes("04")).handshake;
    Handshake web = Conversation.of(ascii("C")).handshake;

    assertThat(hex(five.refused(refusal))).isEqualTo("05" + socks5 + "0001000000000000");
    assertThat(hex(four.refused(refusal))).isEqualTo("005b000000000000");
    assertThat(new String(web.refused(refusal), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 " + http + " ")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "05 00, MALFORMED", // no method at all
    "05 01 00 04, MALFORMED", // another version within
    "05 01 00 05 02 00 01 7f000001 0016, UNSUPPORTED_COMMAND", // BIND
    "05 01 00 05 01 00 02, UNSUPPORTED_ADDRESS",
    "05 01 00 05 01 00 03 00, MALFORMED", // an empty name
    "05 01 00 05 01 00 01 7f000001 0000, MALFORMED", // port 0
    "05 01 00 05 01 00 03 03 610a62 0016, MALFORMED", // a line feed in a name
    "05 01 00 05 01 00 03 03 610062 0016, MALFORMED", // a zero in a name
    "05 01 00 05 01 00 03 01 2a 0016, MALFORMED", // every host
    "04 02 0016 0a000007 00, UNSUPPORTED_COMMAND",
    "04 01 0000 0a000007 00, MALFORMED",
    "04 01 0050 00000001 00 00, MALFORMED",
  })
  void whatIsNotAConnectionToAServiceIsRefused(String hex, Refusal refusal) {
    assertThat(Conversation.of(bytes(hex)).last).isEqualTo(new Turn.Stop(refusal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "DELETE"})
  void whatABrowserCanBeMadeToSendIsRefused(String method) {
    assertThat(Conversation.of(ascii(method + " http://db:80/ HTTP/1.1\r\nHost: db\r\n\r\n")).last)
        .isEqualTo(new Turn.Stop(Refusal.UNSUPPORTED_COMMAND));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT db HTTP/1.1",
        "CONNECT db: HTTP/1.1",
        "CONNECT :80 HTTP/1.1",
        "CONNECT db:0 HTTP/1.1",
        "CONNECT db:65536 HTTP/1.1",
        "CONNECT db:99999999 HTTP/1.1",
        "CONNECT db:80 HTTP/2",
        "CONNECT  db:80 HTTP/1.1",
        "CONNECT db:80",
        "CONNECT *:80 HTTP/1.1",
        "CONNECT [db:80 HTTP/1.1",
        "CONNECT a:b:80 HTTP/1.1",
        "C",
      })
  void aRequestThatIsNotOfItsFormIsRefused(String line) {
    Conversation said = Conversation.of(ascii(line + "\r\n\r\n"));

    assertThat(said.last).isEqualTo(new Turn.Stop(Refusal.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 0x16, 0x41 + 26, 0x61, 0x80, 0xff})
  void otherProtocolsAreToldByTheirFirstByte(int first) {
    assertThat(Handshake.beginningWith(first)).isEmpty();
  }

  @Test
  void aHandshakeThatNeverEndsIsBounded() {
    assertThat(Conversation.of(ascii("C" + "x".repeat(10_000))).taken)
        .isEqualTo(Handshake.MOST_BYTES);
    assertThat(Conversation.of(ascii("CONNECT a:1 HTTP/1.1\n" + "x:y\n".repeat(5_000))).taken)
        .isEqualTo(Handshake.MOST_BYTES);
    assertThat(Conversation.of(ascii("\4\1\0\26\1\1\1\1" + "u".repeat(10_000))).taken)
        .isLessThan(600);
    assertThat(Conversation.of(ascii("\4\1\0\26\0\0\0\1\0" + "n".repeat(10_000))).taken)
        .isLessThan(600);
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void noiseNeverDoesAnythingButEndOrWaitForMore(Start start) {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      if (random.nextBoolean()) {
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt(6) : noise[i] & 0x7f);
        }
      }
      byte[] all = bytes(start.hex + hex(noise));

      Conversation said = Conversation.of(all);

      assertThat(!said.goesOn() || said.taken == all.length).as("seed %d", seed).isTrue();
    }
  }

  enum Start {
    FIVE("05 01 00 05 01 00"),
    FIVE_NAME("05 01 00 05 01 00 03"),
    FOUR("04 01"),
    FOUR_NAME("04 01 0016 00000001 00"),
    HTTP("43 4f 4e 4e 45 43 54 20");

    private final String hex;

    Start(String hex) {
      this.hex = hex;
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Feeds bytes until the handshake has ended or they have. */
  private static final class Conversation {
    final List<String> said = new ArrayList<>();
    final Handshake handshake;
    Turn last = Turn.MORE;
    int taken = 1;

    private Conversation(Handshake handshake) {
      this.handshake = handshake;
    }

    static Conversation of(byte[] bytes) {
      Conversation conversation =
          new Conversation(Handshake.beginningWith(bytes[0] & 0xff).orElseThrow());
      while (conversation.taken < bytes.length && conversation.goesOn()) {
        conversation.last = conversation.handshake.feed(bytes[conversation.taken++] & 0xff);
        if (conversation.last instanceof Turn.Say(byte[] words)) {
          conversation.said.add(hex(words));
        }
      }
      return conversation;
    }

    boolean goesOn() {
      return last instanceof Turn.More || last instanceof Turn.Say;
    }
  }
}
