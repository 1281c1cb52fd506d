package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;

@DisplayName("atprotocol.md 9.1, item 11: requests for enrollments without end")
class EnrollmentFloodTest {
  private static final int PERMITTED = 25;

  @Test
  void anAddressThatAsksWithoutEndIsRefusedHoweverOftenItReconnectsAndTheOwnerIsNot(
      @TempDir Path directory) {
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      TestParty alice = TestParty.activate(host, "@alice");
      for (int i = 0; i < PERMITTED; i++) {
        try (TestConnection stranger = alice.connect()) {
          assertThat(stranger.ask("enroll:request:{}"))
              .isEqualTo("error:AT0011-Exception: appName is mandatory for enroll:request\n@");
        }
      }
      try (TestConnection stranger = alice.connect();
          TestConnection owner = alice.login()) {
        assertThat(stranger.ask("enroll:request:{}"))
            .isEqualTo(
                "error:AT0028-Exception: Enrollment requests have exceeded the limit within the"
                    + " specified time frame\n@");
        assertThat(
                owner.data(
                    "enroll:request:{\"appName\":\"a\",\"deviceName\":\"b\","
                        + "\"apkamPublicKey\":\"MIIB\"}"))
            .contains("pending");
      }
    }
  }
}
