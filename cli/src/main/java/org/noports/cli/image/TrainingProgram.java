package org.noports.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code noports training}: the commands people wait for, run in this process over real sockets in
 * the private system of the environment, so that the Java machine that records it knows what they
 * need: usage texts, relay, daemon, a session with data both ways, a list of devices.
 */
@Command(
    name = "training",
    customSynopsis = "noports training",
    description = "Runs what the start-up cache is to hold; part of packaging.")
public final class TrainingProgram implements Program {
  /** Runs a command line in the surroundings it is given; the exit code. */
  @FunctionalInterface
  public interface Runner {
    int run(Terminal terminal, String... words);
  }

  private static final String CLIENT = "@client";
  private static final String DEVICE = "@device";
  private static final String RELAY = "@relay";
  static final List<AtSign> AT_SIGNS =
      List.of(AtSign.of(CLIENT), AtSign.of(DEVICE), AtSign.of(RELAY));

  private static final String DEVICE_NAME = "training";
  private static final List<String> WITH_HELP =
      List.of("npt", "sshnp", "sshnpd", "srvd", "srv", "up", "at_activate");

  /** Enough for the ciphers and pumps to be seen at work. */
  private static final int BLOCK = 256 * 1024;

  private static final int BLOCKS = 128;

  private final Runner runner;

  @Mixin private LogOptions log = new LogOptions();

  public TrainingProgram(Runner runner) {
    this.runner = runner;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    for (String program : WITH_HELP) {
      toEnd(terminal, program, "--help");
    }
    toEnd(terminal, "--help");
    toEnd(terminal, "npt", "--version");
    try (ServerSocket service = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        CommandRun relay = start(terminal, "srvd", "-a", RELAY, "-i", "127.0.0.1")) {
      Thread.ofVirtual().name("training service").start(() -> echo(service));
      relay.await("srvd is ready");
      try (CommandRun daemon =
          start(terminal, "sshnpd", "-a", DEVICE, "-m", CLIENT, "-d", DEVICE_NAME, "--po", "*:*")) {
        daemon.await("sshnpd is ready");
        try (CommandRun npt = npt(terminal, service.getLocalPort())) {
          exchange(Integer.parseInt(npt.await("npt is listening on \\S*:(\\d+)").group(1)));
        }
        try (CommandRun npt = npt(terminal, service.getLocalPort(), "--json")) {
          npt.await("\"state\":\"up\"");
        }
        toEnd(terminal, "sshnp", "-f", CLIENT, "-t", DEVICE, "-r", RELAY, "--list-devices");
      }
      return 0;
    } catch (IOException e) {
      throw new EnvironmentProblem("The training broke off: " + e.getMessage(), e);
    }
  }

  private CommandRun npt(Terminal terminal, int port, String... more) {
    List<String> words = new ArrayList<>(List.of("npt", "-f", CLIENT, "-t", DEVICE, "-r", RELAY));
    words.addAll(List.of("-d", DEVICE_NAME, "-p", String.valueOf(port)));
    words.addAll(List.of(more));
    return start(terminal, words.toArray(String[]::new));
  }

  private static void exchange(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) CommandRun.LIMIT.toMillis());
      byte[] block = new byte[BLOCK];
      for (int i = 0; i < BLOCKS; i++) {
        socket.getOutputStream().write(block);
        if (socket.getInputStream().readNBytes(BLOCK).length < BLOCK) {
          throw new IOException("the tunnel closed");
        }
      }
    }
  }

  private CommandRun start(Terminal terminal, String... words) {
    return CommandRun.start(runner, terminal, words);
  }

  private void toEnd(Terminal terminal, String... words) throws InterruptedException {
    try (CommandRun run = start(terminal, words)) {
      run.awaitSuccess();
    }
  }

  private static void echo(ServerSocket service) {
    while (!service.isClosed()) {
      try (Socket connection = service.accept();
          InputStream in = connection.getInputStream();
          OutputStream out = connection.getOutputStream()) {
        in.transferTo(out);
      } catch (IOException e) {
        // The peer has what it wanted, or the service is closed: the loop's condition tells.
      }
    }
  }
}
