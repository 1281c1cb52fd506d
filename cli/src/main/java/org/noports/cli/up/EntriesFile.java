package org.noports.cli.up;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.directory.AtDirectory;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FileTrouble;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;

/**
 * The entries of an atDirectory as lines {@code @alice host:port}; what stands behind {@code #}
 * does not count. Read again when the file was changed; while it is at fault the last good entries
 * go on. Thread-safe.
 */
final class EntriesFile implements AtDirectory {
  private static final Logger LOG = System.getLogger(EntriesFile.class.getName());

  private record Read(FileTime changed, Map<AtSign, HostPort> entries) {}

  private final Path file;
  private final AtomicReference<Read> read;

  EntriesFile(Path file) {
    this.file = file;
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, "# @alice host.example.org:6464\n");
      }
      FileTime changed = Files.getLastModifiedTime(file);
      read = new AtomicReference<>(new Read(changed, entries()));
    } catch (IOException e) {
      throw new EnvironmentProblem("Cannot read %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }

  int size() {
    return read.get().entries().size();
  }

  @Override
  public @Nullable HostPort lookUp(AtSign atSign) {
    refresh();
    return read.get().entries().get(atSign);
  }

  private void refresh() {
    Read now = read.get();
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (changed.equals(now.changed())) {
        return;
      }
      Map<AtSign, HostPort> entries = now.entries();
      try {
        entries = entries();
        LOG.log(Level.INFO, "{0}: {1} entries", file, entries.size());
      } catch (EnvironmentProblem e) {
        LOG.log(Level.WARNING, "the entries stay as they were: {0}", e.getMessage());
      }
      read.compareAndSet(now, new Read(changed, entries));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: {1}", file, e.getMessage());
    }
  }

  private Map<AtSign, HostPort> entries() throws IOException {
    Map<AtSign, HostPort> out = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String entry = line.replaceFirst("#.*", "").strip();
      if (!entry.isEmpty()) {
        String[] words = entry.split("\\s+", -1);
        try {
          if (words.length != 2 || out.put(AtSign.of(words[0]), HostPort.parse(words[1])) != null) {
            throw new EnvironmentProblem(
                "%s line %d: not one atSign and host:port, or twice".formatted(file, number));
          }
        } catch (ProtocolException | AtServerException e) {
          throw new EnvironmentProblem("%s line %d: %s".formatted(file, number, e.getMessage()), e);
        }
      }
    }
    return out;
  }
}
