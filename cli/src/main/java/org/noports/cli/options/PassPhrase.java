package org.noports.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.cli.output.SecretPrompt;
import org.noports.cli.output.Terminal;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The pass phrase of a keys file: from the command line, from a file or the standard input, or from
 * whoever is at the terminal, who is asked once for all uses. For one thread.
 */
public final class PassPhrase implements OptionGroup {
  private static final String STANDARD_INPUT = "-";
  private static final int TRIES = 3;
  private static final System.Logger LOG = System.getLogger(PassPhrase.class.getName());
  private @Nullable String given;
  private @Nullable String file;
  private @Nullable String known;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-P", "--pass-phrase", "--passPhrase")
        .label("<phrase>")
        .description(
            "Pass phrase of the keys file, when it has one; others on this machine can see it there."
                + " Left out, it is asked for at a terminal.")
        .text(value -> given = value);
    DeclaredOption.in(spec, "--pass-phrase-file")
        .label("<path>")
        .description("File whose first line is that pass phrase; - for the standard input.")
        .text(value -> file = value);
  }

  /** What the command line says; null for none. */
  public @Nullable String said(Terminal terminal) {
    if (given != null && !given.isEmpty()) {
      return given;
    }
    if (known == null && file != null && !file.isEmpty()) {
      known = read(terminal, file);
    }
    return known;
  }

  /** Text to compare with another one's, which is a secret. */
  @Nullable String compared() {
    return given == null ? file : given;
  }

  private static String read(Terminal terminal, String file) {
    String phrase;
    try {
      if (file.equals(STANDARD_INPUT)) {
        phrase = SecretPrompt.line(terminal.in());
      } else {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
          phrase = SecretPrompt.line(in);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new EnvironmentProblem(
          "--pass-phrase-file: %s cannot be read (%s)".formatted(file, e), e);
    }
    if (phrase.isEmpty()) {
      throw new EnvironmentProblem("--pass-phrase-file: %s begins with no phrase".formatted(file));
    }
    return phrase;
  }

  /** The keys, after asking for the phrase when they need one that nobody has said. */
  AtKeys open(Path keysFile, AtSign atSign, Terminal terminal) {
    String said = said(terminal);
    if (said != null) {
      return KeysFile.read(keysFile, atSign, said);
    }
    try {
      return KeysFile.read(keysFile, atSign, null);
    } catch (KeysFileProblem e) {
      if (e.kind() != KeysFileProblem.Kind.PASSPHRASE_NEEDED) {
        throw e;
      }
      return ask(keysFile, atSign, terminal, e);
    }
  }

  void askIfNeeded(Path keysFile, AtSign atSign, Terminal terminal) {
    if (said(terminal) == null && KeysFile.isProtected(keysFile, atSign)) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "The keys of {0} open",
          open(keysFile, atSign, terminal).atSign());
    }
  }

  private AtKeys ask(Path keysFile, AtSign atSign, Terminal terminal, KeysFileProblem needed) {
    for (int tries = 1; ; tries++) {
      String typed =
          SecretPrompt.ask(terminal, "Pass phrase of %s (%s): ".formatted(atSign, keysFile));
      if (typed == null) {
        throw new KeysFileProblem(
            needed.kind(),
            "the keys of %s in %s are protected by a pass phrase and nobody is at a terminal to type"
                    .formatted(atSign, keysFile)
                + " it; put it into a file that only this user can read and name that with"
                + " --pass-phrase-file",
            needed);
      }
      try {
        AtKeys keys = KeysFile.read(keysFile, atSign, typed);
        known = typed;
        return keys;
      } catch (KeysFileProblem e) {
        if (e.kind() != KeysFileProblem.Kind.PASSPHRASE_WRONG || tries == TRIES) {
          throw e;
        }
        terminal.err().println("That is not the pass phrase.");
      }
    }
  }

  /** What was typed or read, and a process that takes this one's place cannot ask for again. */
  public @Nullable String toPassOn() {
    return known;
  }
}
