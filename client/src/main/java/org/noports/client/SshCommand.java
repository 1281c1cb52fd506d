package org.noports.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ssh commands of a session (sessions.md 6.6, cli.md 2.2), as lists of words: no shell ever
 * takes them apart. Immutable.
 *
 * @param identityFile the user's private key; null for what ssh finds itself
 * @param options extra words for the user's ssh
 * @param forwardsOnTunnel whether those words go to the outer of two ssh connections instead
 */
public record SshCommand(
    @Nullable String identityFile, List<String> options, boolean forwardsOnTunnel) {
  private static final List<String> NEW_HOSTS =
      List.of("-o", "StrictHostKeyChecking=accept-new", "-o", "IdentitiesOnly=yes");

  /** What a shell takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./~*?\\[\\]-]+");

  /** How long the outer connection waits for the inner one. */
  private static final int OUTER_SECONDS = 15;

  private static final Set<Character> BLANKS = Set.of(' ', '\t');

  public SshCommand {
    options = List.copyOf(options);
  }

  /** The command the user runs, or has run for him. */
  public List<String> userSession(int port, String user) {
    List<String> words = new ArrayList<>(List.of("ssh", "-p", String.valueOf(port)));
    if (identityFile != null) {
      words.addAll(NEW_HOSTS);
    }
    if (!forwardsOnTunnel) {
      words.addAll(options);
    }
    words.add(user + "@localhost");
    if (identityFile != null) {
      words.addAll(List.of("-i", identityFile));
    }
    return List.copyOf(words);
  }

  /**
   * The outer connection of an unencrypted session, which leaves itself in the background.
   *
   * @param port the tunnel's
   * @param ephemeralKey the file of the key the daemon has given
   * @param forwardedPort where the user's ssh is to connect
   */
  public List<String> initialTunnel(
      String ssh, int port, String user, String ephemeralKey, int forwardedPort, int sshdPort) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(ssh, user + "@localhost", "-p", String.valueOf(port)));
    words.addAll(List.of("-i", ephemeralKey));
    words.addAll(List.of("-L", forwardedPort + ":localhost:" + sshdPort));
    words.addAll(List.of("-o", "LogLevel=VERBOSE", "-t", "-t"));
    words.addAll(NEW_HOSTS);
    words.addAll(List.of("-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-n", "-f"));
    if (forwardsOnTunnel) {
      words.addAll(options);
    }
    words.addAll(List.of("sleep", String.valueOf(OUTER_SECONDS)));
    return List.copyOf(words);
  }

  /**
   * One line a person can paste and {@code $(...)} can use unquoted: words are quoted only where a
   * shell that reads the line would take them for something else.
   */
  public static String line(List<String> words) {
    return words.stream().map(SshCommand::quoted).collect(Collectors.joining(" "));
  }

  /** Takes one option's value apart as a shell does: at blanks outside quotes. */
  public static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (BLANKS.contains(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed in: " + value);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return List.copyOf(words);
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
