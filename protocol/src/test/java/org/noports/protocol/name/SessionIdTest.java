package org.noports.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;

class SessionIdTest {
  @Test
  void randomIdsAreVersionFourUuidsInLowerCase() {
    SessionId id = SessionId.random(new SecureRandom());
    UUID uuid = UUID.fromString(id.text());
    assertThat(uuid.version()).isEqualTo(4);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(uuid.toString()).isEqualTo(id.text());
    assertThat(SessionId.of(id.text())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "5b0c3b1e5b0c-4b0c-8b0c-5b0c3b1e5b0c1",
        "5b0c3b1e-5b0c-4b0c-8b0c-5b0c3b1e5b0",
        "5b0c3b1e-5b0c-4b0c-8b0c-5b0c3b1e5b0c1",
        "5b0c3b1e-5b0c-4b0c-8b0c-5b0c3b1e5b0g",
        "../../../../../../etc/passwd.........",
        "5b0c3b1e-5b0c-4b0c-8b0c-5b0c3b1e5b\n0"
      })
  void refusesWhatIsNoUuid(String raw) {
    assertThatThrownBy(() -> SessionId.of(raw)).isInstanceOf(ProtocolException.class);
  }
}
