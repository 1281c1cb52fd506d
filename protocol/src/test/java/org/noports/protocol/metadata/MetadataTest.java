package org.noports.protocol.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

class MetadataTest {
  private static final List<String> ALL_PAIRS =
      List.of(
          ":ttl:60000",
          ":ttb:0",
          ":ttr:-1",
          ":ccd:true",
          ":cAt:2026-01-02T03:04:05.678Z",
          ":uAt:2026-01-02T03:04:05Z",
          ":eAt:2026-01-02T03:04:05.6Z",
          ":aAt:2026-01-02T03:04:05.678901Z",
          ":dataSignature:c2ln==",
          ":sharedKeyStatus:null",
          ":isBinary:false",
          ":isEncrypted:true",
          ":sharedKeyEnc:a+/b==",
          ":pubKeyCS:01ab",
          ":pubKeyHash:abcd",
          ":hashingAlgo:sha512",
          ":encoding:base64",
          ":encKeyName:k",
          ":encAlgo:AES/SIC/PKCS7Padding",
          ":ivNonce:MTIz",
          ":skeEncKeyName:s",
          ":skeEncAlgo:RSA",
          ":immutable:true",
          ":appMetadata:e30=");

  @Test
  void theFragmentIsWrittenInTheOrderOfTheGrammar() {
    String fragment = String.join("", ALL_PAIRS);
    MetadataParser.Parsed parsed = MetadataParser.parse(fragment, 0);
    assertThat(parsed.end()).isEqualTo(fragment.length());
    assertThat(parsed.metadata().fragment()).isEqualTo(fragment);
    assertThat(parsed.metadata().toBuilder().build()).isEqualTo(parsed.metadata());
    assertThat(Metadata.NONE.fragment()).isEmpty();
  }

  @Test
  void pairsAreReadInAnyOrder() {
    Random random = new Random(7);
    List<String> pairs = new ArrayList<>(ALL_PAIRS);
    Metadata expected = MetadataParser.parse(String.join("", ALL_PAIRS), 0).metadata();
    for (int round = 0; round < 200; round++) {
      Collections.shuffle(pairs, random);
      String line = "update" + String.join("", pairs) + ":x@alice v";
      MetadataParser.Parsed parsed = MetadataParser.parse(line, 6);
      assertThat(parsed.metadata()).isEqualTo(expected);
      assertThat(line.substring(parsed.end())).isEqualTo(":x@alice v");
    }
  }

  @Test
  void namesAreReadWithoutRegardToCaseAndAnUnsetCcdIsTolerated() {
    Metadata metadata =
        MetadataParser.parse(":TTL:5:TTR:-1:ccd:null:ISENCRYPTED:TRUE", 0).metadata();
    assertThat(metadata.ttl()).isEqualTo(5);
    assertThat(metadata.ccd()).isNull();
    assertThat(metadata.isEncrypted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":ttl",
        ":ttl:",
        ":ttl:x",
        ":ttl:-",
        ":ttl:1x",
        ":ttl:1@bob",
        ":ccd:maybe",
        ":cAt:2026-01-02",
        ":cAt:2026-01-02T03:04:05",
        ":cAt:2026-01-02T03:04:05.Z",
        ":pubKeyCS:",
        ":encoding:x@alice v",
        ":hash:abcd:algo:sha512",
        ":unknown:1"
      })
  void whatIsNoPairIsLeftToTheCaller(String text) {
    MetadataParser.Parsed parsed = MetadataParser.parse(text, 0);
    assertThat(parsed.end()).isZero();
    assertThat(parsed.metadata()).isEqualTo(Metadata.NONE);
  }

  @Test
  void aRepeatedPairIsLeftToTheCaller() {
    assertThat(MetadataParser.parse(":ttl:1:ttl:2", 0).end()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {":ttl:-1", ":ttb:-1", ":ttr:-2", ":ttl:99999999999999999999"})
  void numbersOutOfRangeAreSyntaxErrors(String text) {
    assertThatThrownBy(() -> MetadataParser.parse(text, 0))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0003));
  }
}
