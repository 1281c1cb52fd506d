package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtSign;

/** Onboarding without the secret at hand: a registrar mails a code for it (cli.md 6.4). */
class OnboardByMailTest {
  @TempDir private Path place;

  private static Harness.Outcome onboard(
      Map<String, String> environment, String typed, TestRegistrar registrar, Path caFile) {
    return Harness.typing(
        typed,
        environment,
        "at_activate",
        "-a",
        "@alice",
        "-g",
        registrar.address(),
        "--ca-file",
        caFile.toString());
  }

  @Test
  void theSecretComesForTheCodeAndOnlyFromARegistrarThatIsTrusted() throws Exception {
    try (PrivateServers servers = TestServers.start(place, AtSign.of("@alice"))) {
      String secret = Files.readString(place.resolve("system/activation/@alice.cram")).strip();
      Map<String, String> environment = TestServers.environment(servers, place);
      environment.put("NOPORTS_REGISTRAR_AUTHORIZATION", "of-programs");
      Path ca = Path.of(environment.get("NOPORTS_CA"));
      try (TestRegistrar registrar = new TestRegistrar(place, "@alice", "AB12", secret)) {
        Path both =
            Files.writeString(
                place.resolve("both.pem"),
                Files.readString(ca) + Files.readString(registrar.pem()));

        Harness.Outcome untrusted = onboard(environment, "AB12\n", registrar, ca);
        assertThat(untrusted.code()).isEqualTo(1);
        assertThat(untrusted.lastErrLine())
            .startsWith("Error : the registrar " + registrar.address() + " cannot be asked");
        assertThat(registrar.asked()).isEmpty();

        Harness.Outcome wrong = onboard(environment, "zzzz\n", registrar, both);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.lastErrLine()).contains(" refused @alice: Wrong").doesNotContain("\u001b");

        Harness.Outcome done = onboard(environment, "too long\nab12\n", registrar, both);
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).startsWith("[Success] Your .atKeys file saved at ");
        assertThat(done.err())
            .containsSubsequence(
                "[Information] Onboarding your atSign. This may take up to 2 minutes.",
                "[Information] Successfully sent verification code to your registered e-mail",
                "[Action Required] Enter your verification code: (verification code is not"
                    + " case-sensitive)",
                "A verification code is 4 letters or digits",
                "[Information] CRAM Key fetched successfully")
            .doesNotContain(secret);
        assertThat(registrar.asked().getLast())
            .isEqualTo("{\"atsign\":\"alice\",\"otp\":\"AB12\"} of-programs");
      }
    }
  }
}
