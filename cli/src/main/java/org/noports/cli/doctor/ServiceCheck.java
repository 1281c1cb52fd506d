package org.noports.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;

/** What a device's side needs beside its atSign: services that listen, and an sshd that lets in. */
final class ServiceCheck {
  private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(3).toMillis();
  private static final String SSH_GREETING = "SSH-";

  private final Report report;

  ServiceCheck(Report report) {
    this.report = report;
  }

  /** Rules with a {@code *} name no one service. */
  void permitted(List<String> rules) {
    for (String rule : rules) {
      if (rule.contains("*")) {
        report.ok("services", rule + " permits more than one service");
        continue;
      }
      ServiceAddress service = address(rule);
      try (Socket socket = connected(service.host(), service.port())) {
        report.ok("services", service + " listens at " + socket.getRemoteSocketAddress());
      } catch (IOException e) {
        report.wrong(
            "services",
            "%s is permitted, but nothing listens there (%s)".formatted(service, e.getMessage()),
            "start the service, or take it out of --permit-open");
      }
    }
  }

  private static ServiceAddress address(String rule) {
    try {
      return ServiceAddress.parse(rule.strip());
    } catch (ProtocolException e) {
      throw new UsageProblem("Option --permit-open: " + e.getMessage(), e);
    }
  }

  void sshd(int port, Path home) {
    try (Socket socket = connected("localhost", port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      byte[] greeting = socket.getInputStream().readNBytes(SSH_GREETING.length());
      if (new String(greeting, StandardCharsets.ISO_8859_1).equals(SSH_GREETING)) {
        report.ok("sshd", "an sshd answers on port " + port);
      } else {
        report.wrong("sshd", "what listens on port %d is no sshd".formatted(port), advice());
      }
    } catch (IOException e) {
      report.wrong(
          "sshd", "no sshd answers on port %d (%s)".formatted(port, e.getMessage()), advice());
    }
    Path directory = home.resolve(".ssh");
    Path keys = directory.resolve("authorized_keys");
    FileModes.requireUnwritable(report, "sshd", home, "go-w");
    FileModes.requireUnwritable(report, "sshd", directory, "700");
    FileModes.requireUnwritable(report, "sshd", keys, "600");
    if (Files.exists(keys) && !Files.isWritable(keys)) {
      report.wrong(
          "sshd",
          keys + " cannot be written, so no session's key can be added",
          "run sshnpd as the owner of " + keys);
    }
  }

  private static String advice() {
    return "start sshd, or name its port with --local-sshd-port";
  }

  private static Socket connected(String host, int port) throws IOException {
    Socket socket = new Socket();
    boolean done = false;
    try {
      socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }
}
