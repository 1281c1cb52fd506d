package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SshCommandTest {
  private static final String KEY = "/home/alice/.ssh/id_ed25519";

  @Test
  void withoutAnIdentityFileSshIsLeftAlone() {
    assertThat(line(new SshCommand(null, List.of(), false)))
        .isEqualTo("ssh -p 39011 alice@localhost");
  }

  @Test
  void anIdentityFileBringsItsOptionsAndComesLast() {
    assertThat(line(new SshCommand(KEY, List.of("-L", "8080:localhost:80"), false)))
        .isEqualTo(
            "ssh -p 39011 -o StrictHostKeyChecking=accept-new -o IdentitiesOnly=yes"
                + " -L 8080:localhost:80 alice@localhost -i "
                + KEY);
  }

  @Test
  void wordsForTheTunnelAreNotTheSessions() {
    SshCommand command = new SshCommand(KEY, List.of("-D", "1080"), true);
    assertThat(line(command)).doesNotContain("1080");
    assertThat(
            String.join(" ", command.initialTunnel("/usr/bin/ssh", 40000, "bob", "/k", 41000, 22)))
        .isEqualTo(
            "/usr/bin/ssh bob@localhost -p 40000 -i /k -L 41000:localhost:22 -o LogLevel=VERBOSE"
                + " -t -t -o StrictHostKeyChecking=accept-new -o IdentitiesOnly=yes"
                + " -o BatchMode=yes -o ExitOnForwardFailure=yes -n -f -D 1080 sleep 15");
  }

  @Test
  void whatAShellWouldReadDifferentlyIsQuotedInALine() {
    assertThat(SshCommand.line(List.of("ssh", "-o", "X=a b; 'c'", "$(id)@localhost")))
        .isEqualTo("ssh -o 'X=a b; '\\''c'\\''' '$(id)@localhost'");
  }

  @Test
  void anOptionsValueIsTakenApartAsAShellDoes() {
    assertThat(SshCommand.words("-D 1080")).containsExactly("-D", "1080");
    assertThat(SshCommand.words("  -v \t -A ")).containsExactly("-v", "-A");
    assertThat(SshCommand.words("-o 'SetEnv=A=b c' -q"))
        .containsExactly("-o", "SetEnv=A=b c", "-q");
    assertThat(SshCommand.words("\"it's\" a''b ''")).containsExactly("it's", "ab", "");
    assertThat(SshCommand.words("")).isEmpty();
  }

  @Test
  void aQuoteThatIsNotClosedIsAMistake() {
    assertThatThrownBy(() -> SshCommand.words("-o 'x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String line(SshCommand command) {
    return SshCommand.line(command.userSession(39011, "alice"));
  }
}
