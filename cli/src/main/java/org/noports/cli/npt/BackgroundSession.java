package org.noports.cli.npt;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;

/**
 * {@code npt -x} (cli.md 1.2): starts this program once more in a session of its own, waits until
 * it listens, prints its ports, one a line, and leaves it alone.
 *
 * <p>Both outputs of the background process are pipes to this one, never the user's: whoever
 * captured them would wait for their end. Its complaints are passed on until the ports are known;
 * later ones go nowhere, because nobody is left to read them.
 */
public final class BackgroundSession {
  /**
   * A session of its own where the system has {@code setsid}; elsewhere at least deaf to the
   * terminal's Ctrl-C and hang-up.
   */
  private static final String DETACH =
      "trap '' HUP INT; if command -v setsid >/dev/null; then exec setsid \"$@\"; fi; exec \"$@\"";

  private final Terminal terminal;
  private final String program;

  /**
   * For one program.
   *
   * @param program that is to run in the background
   */
  public BackgroundSession(Terminal terminal, String program) {
    this.terminal = terminal;
    this.program = program;
  }

  /**
   * The exit code of the process in the foreground.
   *
   * @param count how many ports there will be
   * @param passPhrase of the keys file, when it is not in the arguments; goes through a pipe, which
   *     nobody else can see
   */
  public int start(List<String> arguments, int count, @Nullable String passPhrase)
      throws InterruptedException {
    Process background = spawn(arguments, passPhrase != null);
    terminal.stop().closes(background::destroy);
    passOn(passPhrase, background);
    Thread complaints =
        Thread.ofVirtual()
            .name(program + " background messages")
            .start(() -> passOn(background.getErrorStream()));
    List<String> ports = lines(background.getInputStream(), count);
    if (ports.size() == count) {
      ports.forEach(terminal.out()::println);
      if (terminal.out().checkError()) {
        background.destroy();
        throw new EnvironmentProblem(
            "Cannot write the result to stdout: nobody would know where the session is");
      }
      return 0;
    }
    int code = background.waitFor();
    complaints.join();
    return code == 0 ? 1 : code;
  }

  private static void passOn(@Nullable String passPhrase, Process background) {
    if (passPhrase == null) {
      return;
    }
    try (OutputStream in = background.getOutputStream()) {
      in.write((passPhrase + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.getLogger(BackgroundSession.class.getName())
          .log(System.Logger.Level.INFO, "The background process ended at once", e);
    }
  }

  private Process spawn(List<String> arguments, boolean passPhrase) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACH, program));
    command.addAll(ownCommand());
    command.add(program);
    command.add("--in-background");
    if (passPhrase) {
      command.addAll(List.of("--pass-phrase-file", "-"));
    }
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(passPhrase ? Redirect.PIPE : Redirect.from(new File("/dev/null")));
    // The launcher finds the same again.
    builder.environment().put("NOPORTS_BUILD", "never");
    builder.environment().put("NOPORTS_JAVA", System.getProperty("java.home"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot start a background process for the session: " + e.getMessage(), e);
    }
  }

  /** The launcher that started this program; without one, the same Java with the same libraries. */
  private static List<String> ownCommand() {
    String programs = System.getProperty("noports.programs");
    if (programs != null) {
      return List.of(Path.of(programs, "noports").toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "org.noports.cli.Main");
  }

  private static List<String> lines(InputStream in, int count) {
    List<String> lines = new ArrayList<>();
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      while (lines.size() < count) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        lines.add(line);
      }
    } catch (IOException e) {
      return List.of();
    }
    return lines;
  }

  private void passOn(InputStream complaints) {
    try {
      byte[] buffer = new byte[4096];
      for (int n = complaints.read(buffer); n >= 0; n = complaints.read(buffer)) {
        terminal.err().write(buffer, 0, n);
        terminal.err().flush();
      }
    } catch (IOException e) {
      // The background process is gone, and with it whatever it wanted to say.
      return;
    }
  }
}
