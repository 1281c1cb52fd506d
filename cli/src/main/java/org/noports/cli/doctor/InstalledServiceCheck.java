package org.noports.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The service a daemon is installed as, and the last it said: systemd's, else the log of a headless
 * installation (cli.md 10, 12). No finding here is wrong by itself: a daemon may be started
 * otherwise. One thread; each question ends after {@link #SECONDS}.
 */
final class InstalledServiceCheck {
  private static final int SECONDS = 5;
  private static final int MOST_BYTES = 16 * 1024;
  private static final int LAST_LINES = 5;
  private static final Path SYSTEMD = Path.of("/run/systemd/system");

  private final Report report;
  private final String name;

  /**
   * @param name the program's, which is the service's
   */
  InstalledServiceCheck(Report report, String name) {
    this.report = report;
    this.name = name;
  }

  void examine(Path home) throws InterruptedException {
    if (!Files.isDirectory(SYSTEMD)) {
      report.ok("service", "systemd does not run here; " + name + " is started otherwise");
      headless(home);
      return;
    }
    try {
      String state = said(List.of("systemctl", "is-active", name + ".service")).strip();
      if (state.equals("active")) {
        report.ok("service", name + ".service is active");
      } else {
        report.warning(
            "service",
            "%s.service is %s".formatted(name, state.isEmpty() ? "not known" : state),
            "systemctl enable --now " + name + ", unless it is started otherwise");
      }
      last(said(List.of("journalctl", "-u", name, "-n", "" + LAST_LINES, "--no-pager", "-q")));
    } catch (IOException e) {
      report.ok("service", "systemd cannot be asked (%s)".formatted(e.getMessage()));
    }
  }

  private void headless(Path home) {
    Path log = home.resolve("." + name).resolve("logs").resolve(name + ".log");
    if (!Files.isRegularFile(log)) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      byte[] end = new byte[(int) Math.min(length, MOST_BYTES)];
      file.seek(length - end.length);
      file.readFully(end);
      last(new String(end, StandardCharsets.UTF_8));
    } catch (IOException e) {
      report.warning(
          "log", "%s cannot be read (%s)".formatted(log, e.getMessage()), "run this as its owner");
    }
  }

  private void last(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    lines
        .subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
        .forEach(line -> report.ok("log", line));
  }

  private static String said(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no answer from " + command.getFirst());
      }
      return new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
