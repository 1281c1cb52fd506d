package org.noports.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a relay's host needs beside its atSign: an address, ports it may use, and open files. */
final class RelayHostCheck {
  private static final Pattern OPEN_FILES =
      Pattern.compile("^Max open files +(\\d+|unlimited)", Pattern.MULTILINE);

  /** Four sockets a connection that is carried, and some for everything else. */
  private static final long FEW_FILES = 4_096;

  private final Report report;

  RelayHostCheck(Report report) {
    this.report = report;
  }

  void examine(@Nullable String address, int port) {
    if (address == null) {
      report.wrong("address", "no address was named", "name the one srvd is told, with --ip");
    } else {
      address(address);
    }
    port(port);
    openFiles();
  }

  private void address(String address) {
    try {
      InetAddress found = InetAddress.getByName(address);
      if (found.isLoopbackAddress() || found.isAnyLocalAddress()) {
        report.warning(
            "address",
            "%s leads to this machine only".formatted(address),
            "give srvd the name or address by which others reach it (-i)");
      } else {
        report.ok("address", "%s is %s".formatted(address, found.getHostAddress()));
      }
    } catch (UnknownHostException e) {
      report.wrong(
          "address",
          "the name service does not know '%s'".formatted(address),
          "check the spelling, or add it to the name service");
    }
  }

  private void port(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      report.ok("ports", port == 0 ? "this user may listen" : "port " + port + " is free");
    } catch (IOException e) {
      report.wrong(
          "ports",
          "port %d cannot be listened on (%s)".formatted(port, e.getMessage()),
          "stop what uses it, or let srvd listen elsewhere with --443-bind-port");
    }
  }

  /** Linux only; elsewhere nothing is said. */
  private void openFiles() {
    Matcher limit;
    try {
      limit = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return;
    }
    if (!limit.find()) {
      return;
    }
    String files = limit.group(1);
    if (!files.equals("unlimited") && Long.parseLong(files) < FEW_FILES) {
      report.warning(
          "open files",
          "at most %s files may be open: some %d connections"
              .formatted(files, Long.parseLong(files) / 4),
          "ulimit -n 65536, or LimitNOFILE= in the unit");
    } else {
      report.ok("open files", "%s may be open".formatted(files));
    }
  }
}
