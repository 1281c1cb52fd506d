package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;
import org.noports.cli.up.Layout;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtSign;

/** Onboarding without the secret at hand: a registrar mails a code for it (cli.md 6.4). */
class OnboardByMailTest {
  @TempDir private Path place;

  private static Harness.Outcome onboard(
      Map<String, String> environment, String typed, TestRegistrar registrar, Path caFile) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            InstantSource.system(),
            ZoneId.of("UTC"),
            new StopSignal());
    int code =
        new Programs(terminal)
            .run(
                "at_activate",
                "-a",
                "@alice",
                "-g",
                registrar.address(),
                "--ca-file",
                caFile.toString());
    return new Harness.Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theSecretComesForTheCodeAndOnlyFromARegistrarThatIsTrusted() throws Exception {
    Layout layout = Layout.prepare(place.resolve("system"));
    try (PrivateServers servers =
        PrivateServers.start(
            layout,
            AtServerConfig.onLoopback(layout.server()),
            new LinkedHashSet<>(List.of(AtSign.of("@alice"))),
            new SecureRandom())) {
      String secret = Files.readString(place.resolve("system/activation/@alice.cram")).strip();
      Map<String, String> environment = new HashMap<>(servers.variables());
      environment.put("HOME", place.toString());
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
