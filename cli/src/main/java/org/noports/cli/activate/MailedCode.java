package org.noports.cli.activate;

import java.io.IOException;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.activation.Registrar;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.SecretPrompt;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;

/**
 * Gets an activation secret for the code that the registrar mails (cli.md 6.4). What the registrar
 * wants to see of its programs is in {@code NOPORTS_REGISTRAR_AUTHORIZATION}.
 */
final class MailedCode {
  private static final int TRIES = 3;

  private final Terminal terminal;
  private final Registrar registrar;

  MailedCode(Terminal terminal, String host, TrustRoots trust) {
    this.terminal = terminal;
    try {
      registrar = new Registrar(host, trust, terminal.variable("NOPORTS_REGISTRAR_AUTHORIZATION"));
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("Option registrarUrl: " + e.getMessage(), e);
    }
  }

  String secret(AtSign atSign) {
    say("[Information] Onboarding your atSign. This may take up to 2 minutes.");
    registrar.mailCode(atSign);
    say("[Information] Successfully sent verification code to your registered e-mail");
    String secret = registrar.secret(atSign, code());
    say("[Information] CRAM Key fetched successfully");
    return secret;
  }

  private String code() {
    for (int tries = 1; tries <= TRIES; tries++) {
      say(
          "[Action Required] Enter your verification code: (verification code is not"
              + " case-sensitive)");
      String typed = read();
      if (Registrar.isCode(typed)) {
        return typed;
      }
      say("A verification code is 4 letters or digits");
    }
    throw new EnvironmentProblem("no verification code was entered; run this again for a new one");
  }

  private String read() {
    try {
      return SecretPrompt.line(terminal.in());
    } catch (IOException e) {
      throw new EnvironmentProblem("the verification code cannot be read (%s)".formatted(e), e);
    }
  }

  private void say(String text) {
    terminal.err().println(text);
    terminal.err().flush();
  }
}
