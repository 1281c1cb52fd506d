package org.noports.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.Vectors;

class JsonTest {
  @Test
  void canonicalTextsAreThoseOfTheVectors() {
    List<JsonObject> cases = Vectors.objects(Vectors.vector("session.json").array("canonicalJson"));
    assertThat(cases).isNotEmpty();
    for (JsonObject vector : cases) {
      String canonical = Json.parse(vector.string("valueAsAsciiJson")).canonical();
      assertThat(canonical).isEqualTo(vector.string("canonicalText"));
      assertThat(HexFormat.of().formatHex(canonical.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(vector.string("canonicalUtf8Hex"));
    }
  }

  @Test
  void membersKeepTheirOrderAndNumbersTheirText() {
    String text = "{\"z\":1,\"a\":[true,false,null,\"x/y\"],\"m\":{\"b\":-0.50E+3}}";
    assertThat(Json.parse(" \t\r\n" + text + "\n").canonical()).isEqualTo(text);
  }

  @Test
  void loneSurrogatesAreEscapedInLowerCaseAndPairsAreNot() {
    JsonValue value = Json.parse("[\"\\uD83D\\uDE00 \\uD83D x \\uDE00\"]");
    assertThat(value.canonical()).isEqualTo("[\"\uD83D\uDE00 \\ud83d x \\ude00\"]");
    assertThat(Json.parse(value.canonical())).isEqualTo(value);
  }

  @Test
  void controlCharactersAreEscapedAndDelIsNot() {
    String value = new JsonString("\b\t\n\f\r\u0000\u001f\u007f\"\\/<>=&").canonical();
    assertThat(value).isEqualTo("\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\\\"\\\\/<>=&\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "\"",
        "\"a",
        "nul",
        "nulll",
        "True",
        "{} {}",
        "{}x",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\",
        "\"\t\"",
        "\"\u0000\"",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "--1",
        "\uFEFF{}",
        "/**/{}",
        "\u00a0{}",
        "\uff11"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0003));
  }

  @Test
  void readsUpToTheDepthLimitAndRefusesTheNext() {
    assertThat(Json.parse(nested(Json.MAX_DEPTH)).canonical()).isEqualTo(nested(Json.MAX_DEPTH));
    assertThatThrownBy(() -> Json.parse(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("64");
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsNumbersUpToTheLengthLimitAndRefusesTheNext() {
    String longest = "1".repeat(Json.MAX_NUMBER_LENGTH);
    assertThat(Json.parse(longest)).isEqualTo(new JsonNumber(longest));
    assertThatThrownBy(() -> Json.parse(longest + "1")).isInstanceOf(ProtocolException.class);
  }

  @Test
  void messagesDoNotQuoteTheText() {
    assertThatThrownBy(() -> Json.parse("{\"secret-member\":secret-value}"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void typedReadersNameTheMemberAtFault() {
    JsonObject object =
        Json.parseObject("{\"s\":\"x\",\"n\":1.5,\"b\":null,\"i\":9007199254740993}");
    assertThat(object.string("s")).isEqualTo("x");
    assertThat(object.integer("i")).isEqualTo(9007199254740993L);
    assertThat(object.optString("b")).isNull();
    assertThat(object.optBool("absent")).isNull();
    assertThatThrownBy(() -> object.string("absent")).hasMessageContaining("absent");
    assertThatThrownBy(() -> object.integer("n")).hasMessageContaining("member n");
    assertThatThrownBy(() -> object.string("b")).hasMessageContaining("member b");
    assertThatThrownBy(() -> object.object("s")).hasMessageContaining("member s");
    assertThatThrownBy(() -> object.optArray("s")).hasMessageContaining("member s");
  }

  @Test
  void builderKeepsOrderWritesNullAndRefusesARepeatedName() {
    JsonObject.Builder builder =
        JsonObject.builder()
            .put("b", 1)
            .put("a", (String) null)
            .putIfPresent("c", null)
            .put("d", true);
    assertThat(builder.build().canonical()).isEqualTo("{\"b\":1,\"a\":null,\"d\":true}");
    assertThatThrownBy(() -> builder.put("a", 2)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
