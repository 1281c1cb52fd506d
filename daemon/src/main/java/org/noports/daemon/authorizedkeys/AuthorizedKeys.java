package org.noports.daemon.authorizedkeys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.noports.daemon.sharedfile.SharedFile;
import org.noports.protocol.ssh.SshPublicKey;

/**
 * The keys that sshd lets in (sessions.md 6.2, 6.3): adds lines and takes its own out again. All
 * other lines stay byte for byte as they are. Thread-safe, also against other processes that use
 * this class.
 *
 * <p>Lines of sessions that a crashed daemon left are known by their comment and by the age of the
 * file: every one of them is as old as its last change or older.
 */
public final class AuthorizedKeys {
  /** Whatever is larger is no list of keys. */
  static final int MAX_BYTES = 4 << 20;

  private final SharedFile file;

  /**
   * @param file usually {@code ~/.ssh/authorized_keys}; made with its directory when it is missing
   */
  public AuthorizedKeys(Path file) {
    this.file = new SharedFile(file, MAX_BYTES);
  }

  /**
   * Adds the key unless it is there, with whatever options.
   *
   * @param options stand before the key; empty for none
   * @return whether it was added
   */
  public boolean add(String options, SshPublicKey key) throws IOException {
    String line = (options.isEmpty() ? "" : options + " ") + key.line();
    if (line.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IOException("a line of authorized_keys must not hold another one");
    }
    return file.change(content -> {
      List<String> lines = lines(content);
      if (lines.stream().anyMatch(present -> holds(present, key))) {
        return null;
      }
      return content + (content.isEmpty() || content.endsWith("\n") ? "" : "\n") + line + "\n";
    });
  }

  /** Removes every line whose comment is exactly this; whether there was one. */
  public boolean removeByComment(String comment) throws IOException {
    return remove(comment::equals);
  }

  /** Removes every line with such a comment; whether there was one. */
  public boolean remove(Predicate<String> comment) throws IOException {
    return file.change(content -> {
      StringBuilder kept = new StringBuilder(content.length());
      for (String line : lines(content)) {
        KeyLine key = KeyLine.parse(line);
        if (key == null || !comment.test(key.comment().strip())) {
          kept.append(line);
        }
      }
      return kept.length() == content.length() ? null : kept.toString();
    });
  }

  /** The comments of this kind that stand there now. */
  public Set<String> comments(Predicate<String> kind) throws IOException {
    Set<String> comments = new HashSet<>();
    for (String line : lines(file.content())) {
      KeyLine key = KeyLine.parse(line);
      if (key != null && kind.test(key.comment().strip())) {
        comments.add(key.comment().strip());
      }
    }
    return comments;
  }

  /** How long ago the file was changed last; zero when there is none. */
  public Duration age(Instant now) throws IOException {
    Duration age = Duration.between(file.changedAt(now), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static boolean holds(String line, SshPublicKey key) {
    KeyLine present = KeyLine.parse(line);
    return present != null
        && present.type().equals(key.type())
        && present.base64().equals(key.base64());
  }

  /** Each with its end. */
  private static List<String> lines(String content) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < content.length()) {
      int end = content.indexOf('\n', from);
      int next = end < 0 ? content.length() : end + 1;
      lines.add(content.substring(from, next));
      from = next;
    }
    return lines;
  }
}
