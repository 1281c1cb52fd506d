package org.noports.protocol.verb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of atprotocol.md 3.2 as they stand in its table, made for Java as it says there:
 * the grammar of generation G1 to compare a parser with.
 */
final class ExactExpressions {
  private static final Path TEXT =
      Path.of(System.getProperty("noports.root"), "docs/spec/atprotocol.md");

  /** A row of the table: the verb and its first expression. */
  private static final Pattern ROW =
      Pattern.compile("^\\| ([a-z:]+) \\| (?:G1 )?`((?:[^`])+)`.*\\|$", Pattern.MULTILINE);

  private static final Pattern METADATA =
      Pattern.compile("```\n(\\(:ttl:.*?)\n```", Pattern.DOTALL);

  private final Map<String, Pattern> byVerb = new LinkedHashMap<>();

  ExactExpressions() {
    String section = section();
    Matcher metadata = METADATA.matcher(section);
    if (!metadata.find()) {
      throw new AssertionError("no metadata fragment in " + TEXT);
    }
    String pairs = metadata.group(1).replace("\n", "");
    Matcher row = ROW.matcher(section);
    while (row.find()) {
      byVerb.put(row.group(1), compiled(row.group(2), pairs));
    }
  }

  private static String section() {
    try {
      String text = Files.readString(TEXT);
      return text.substring(text.indexOf("## 3.2 "), text.indexOf("## 3.3 "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pattern compiled(String expression, String metadata) {
    String java =
        expression
            .replace("\\|", "|")
            .replace("updateM", "update" + metadata)
            .replace("?M:(", "?" + metadata + ":(")
            .replace("M$", metadata + "$")
            .replace("from_commit_seq", "fromCommitSeq")
            // It uses a group's name twice.
            .replace("|(<=list:)<enrollParams>.?)", ")");
    return Pattern.compile(java, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  Map<String, Pattern> byVerb() {
    return byVerb;
  }

  /** The groups of a whole line, or null when the expression does not match it. */
  @Nullable Matcher match(String verb, String line) {
    Matcher matcher = Objects.requireNonNull(byVerb.get(verb), verb).matcher(line);
    return matcher.matches() ? matcher : null;
  }
}
