package org.noports.cli.activate;

import java.util.Locale;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.activation.FurtherEnrollment;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;

/** Asks for an enrolment, as a person at the terminal does (cli.md 6.4). Stateless. */
final class SubmittedRequest {
  private static final int LONGEST = 200;

  private SubmittedRequest() {}

  /** The enrolment that waits for its approval; a passcode that does not serve is told as such. */
  static FurtherEnrollment of(
      Terminal terminal,
      AtSign atSign,
      FurtherEnrollment.Wanted wanted,
      DirectoryAddress directory,
      TrustRoots trust) {
    terminal.err().println("Submitting enrollment request");
    try {
      return FurtherEnrollment.request(atSign, wanted, directory, trust);
    } catch (ServerRefused e) {
      if (!e.text().toLowerCase(Locale.ROOT).contains("otp")) {
        throw e;
      }
      throw new EnvironmentProblem(
          "the passcode does not serve (%s): it is mistyped, used or too old; have another made with at_activate otp -a %s"
              .formatted(OneLine.of(e.text(), LONGEST), atSign),
          e);
    }
  }
}
