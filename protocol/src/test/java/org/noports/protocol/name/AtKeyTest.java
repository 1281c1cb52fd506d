package org.noports.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;

class AtKeyTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phone.wavi@alice",
        "@bob:phone.wavi@alice",
        "public:publickey@alice",
        "cached:public:publickey@bob",
        "cached:@alice:phone.wavi@bob",
        "privatekey:at_secret",
        "private:blocklist@alice",
        "private:@bob:x.ns@alice",
        "local:x.ns@alice",
        "_internal"
      })
  void partsPutTogetherGiveTheTextAgain(String text) {
    assertThat(AtKey.parse(text).text()).isEqualTo(text);
  }

  @Test
  void takesANameApart() {
    AtKey key = AtKey.parse("@Bob:Ping.Dev1.SSHNP@Alice");
    assertThat(key).isEqualTo(AtKey.shared(BOB, "ping.dev1.sshnp", ALICE));
    assertThat(key.namespace()).isEqualTo("sshnp");
    assertThat(AtKey.publicKey("publickey", ALICE).namespace()).isNull();
    assertThat(AtKey.self("x.ns", ALICE).asCached().text()).isEqualTo("cached:x.ns@alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@alice", "@bob:@alice", "@bob", "public:@alice", "a@b@c", "a b@c", "a\nb@c"})
  void refusesWhatHasNoName(String text) {
    assertThatThrownBy(() -> AtKey.parse(text)).isInstanceOf(ProtocolException.class);
  }
}
