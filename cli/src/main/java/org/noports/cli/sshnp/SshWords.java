package org.noports.cli.sshnp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.noports.cli.options.UsageProblem;

/**
 * What the built-in client makes of the words for an ssh command (sessions.md 6.6): forwards, and
 * what it does anyway. Anything else is a mistake that is told, never silently dropped. Immutable.
 *
 * @param local {@code -L}: a local port that leads to a place at the device's side
 * @param dynamic {@code -D}: local SOCKS ports
 * @param forwardOnly {@code -N}: no shell
 */
record SshWords(List<LocalForward> local, List<Endpoint> dynamic, boolean forwardOnly) {
  private static final String LOCALHOST = "localhost";

  /** Options of ssh_config(5) that change nothing here: they say what happens anyway. */
  private static final Set<String> HARMLESS =
      Set.of(
          "stricthostkeychecking",
          "identitiesonly",
          "loglevel",
          "batchmode",
          "exitonforwardfailure",
          "serveraliveinterval",
          "serveralivecountmax");

  /** A host and a port. */
  record Endpoint(String host, int port) {}

  /** A local place and where it leads to. */
  record LocalForward(Endpoint from, Endpoint to) {}

  SshWords {
    local = List.copyOf(local);
    dynamic = List.copyOf(dynamic);
  }

  static SshWords parse(List<String> words) {
    List<LocalForward> local = new ArrayList<>();
    List<Endpoint> dynamic = new ArrayList<>();
    boolean forwardOnly = false;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (word.startsWith("-L")) {
        local.add(localForward(value(word, rest)));
      } else if (word.startsWith("-D")) {
        dynamic.add(listening(value(word, rest)));
      } else if (word.startsWith("-o")) {
        requireHarmless(value(word, rest));
      } else if (word.equals("-N")) {
        forwardOnly = true;
      } else if (!word.equals("-q") && !word.equals("-t") && !word.equals("-tt")) {
        throw new UsageProblem(
            "the built-in ssh client does not know '%s': it takes -L, -D, -N; use the machine's ssh (--ssh-client openssh) for more"
                .formatted(word));
      }
    }
    return new SshWords(local, dynamic, forwardOnly);
  }

  /** The rest of the word, or the next one. */
  private static String value(String word, Iterator<String> rest) {
    if (word.length() > 2) {
      return word.substring(2);
    }
    if (!rest.hasNext()) {
      throw new UsageProblem("Option --local-ssh-options: %s lacks its value".formatted(word));
    }
    return rest.next();
  }

  /** {@code [address:]port:host:port}. */
  private static LocalForward localForward(String text) {
    List<String> parts = parts(text);
    if (parts.size() != 3 && parts.size() != 4) {
      throw malformed("-L " + text);
    }
    int at = parts.size() - 3;
    return new LocalForward(
        new Endpoint(at == 0 ? LOCALHOST : parts.getFirst(), port(parts.get(at), text)),
        new Endpoint(parts.get(at + 1), port(parts.get(at + 2), text)));
  }

  /** {@code [address:]port}. */
  private static Endpoint listening(String text) {
    List<String> parts = parts(text);
    if (parts.size() > 2) {
      throw malformed("-D " + text);
    }
    return new Endpoint(
        parts.size() == 1 ? LOCALHOST : parts.getFirst(), port(parts.getLast(), text));
  }

  /** Splits at colons outside brackets, which IPv6 addresses stand in. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean inBrackets = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '[' -> inBrackets = true;
        case ']' -> inBrackets = false;
        case ':' -> {
          if (inBrackets) {
            part.append(c);
          } else {
            parts.add(part.toString());
            part.setLength(0);
          }
        }
        default -> part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static int port(String text, String whole) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw malformed(whole);
    }
    return Integer.parseInt(text);
  }

  private static void requireHarmless(String option) {
    String name = option.split("[= ]", 2)[0].toLowerCase(Locale.ROOT);
    if (!HARMLESS.contains(name)) {
      throw new UsageProblem(
          "the built-in ssh client does not know -o %s; use the machine's ssh (--ssh-client openssh) for it"
              .formatted(option));
    }
  }

  private static UsageProblem malformed(String text) {
    return new UsageProblem(
        "Option --local-ssh-options: '%s' is not a forward such as -L 8080:localhost:80 or -D 1080"
            .formatted(text));
  }
}
