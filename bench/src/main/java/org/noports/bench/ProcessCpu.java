package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time and memory of running processes as Linux accounts them, children waited for excluded.
 */
final class ProcessCpu {
  /** Clock ticks a second of /proc: 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessCpu() {}

  /** User and system seconds of all the processes so far. */
  static double seconds(List<ProcessHandle> processes) {
    return seconds(processes.stream());
  }

  static double seconds(Stream<ProcessHandle> processes) {
    return processes.mapToDouble(process -> seconds(process.pid())).sum();
  }

  /**
   * Of a process's {@code stat}, which counts whole ticks of each process, and so nothing of
   * hundreds that each took less; or of {@code schedstat}, which counts nanoseconds, but of the
   * main thread alone.
   */
  private static double seconds(long pid) {
    String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
    // The name stands in parentheses and may hold blanks; the fields after it do not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double all = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    String schedule = read(Path.of("/proc", Long.toString(pid), "schedstat"));
    double main = Long.parseLong(schedule.substring(0, schedule.indexOf(' '))) / 1e9;
    return Math.max(all, main);
  }

  /** Resident memory in MiB. */
  static double residentMib(ProcessHandle process) {
    for (String line :
        read(Path.of("/proc", Long.toString(process.pid()), "status")).split("\n", -1)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new BenchException("no VmRSS for process " + process.pid());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BenchException("can't read " + file + ": the process has ended", e);
    }
  }
}
