package org.noports.cli.npt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.LiveSession;
import org.noports.client.NptClient;
import org.noports.client.NptOptions;
import org.noports.client.StreamTunnel;
import org.noports.tunnel.pump.JoinEnd;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.rendezvous.DataConnection;
import org.noports.tunnel.rendezvous.ServiceUnreachable;

/**
 * {@code npt -W}: stdin and stdout are one connection to the service, as ssh's ProxyCommand wants
 * it; nothing else is written to stdout. For one thread.
 */
final class StdioRun {
  /** The device dials the service, and that may take its whole limit. */
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);

  private final Terminal terminal;
  private final Progress progress;
  private final Supplier<AtClientConfig> edge;

  StdioRun(Terminal terminal, Progress progress, Supplier<AtClientConfig> edge) {
    this.terminal = terminal;
    this.progress = progress;
    this.edge = edge;
  }

  /** 0 when the connection came to its own end. */
  int run(NptOptions options) throws InterruptedException {
    try (AtClient client = AtClient.open(edge.get().withRecipients(options.recipients()));
        Pump pump = new Pump(PumpLimits.DEFAULT)) {
      terminal.stop().closes(client);
      try (LiveSession session =
          NptClient.session(options, client, pump, step -> progress.line(step.at(), step.text()))) {
        terminal.stop().closes(session);
        DataConnection connection = session.dial();
        connection.awaitOpened(OPEN_LIMIT);
        StreamTunnel tunnel = new StreamTunnel(connection);
        JoinResult result = tunnel.carry(terminal.in(), new Output(terminal.out()));
        return exitCode(options, result, tunnel.inputEnded());
      }
    } catch (ServiceUnreachable e) {
      throw new EnvironmentProblem("%s : %s".formatted(options.service(), e.getMessage()), e);
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "The connection to %s was lost: %s".formatted(options.service(), e.getMessage()), e);
    }
  }

  private int exitCode(NptOptions options, @Nullable JoinResult result, boolean inputEnded) {
    if (result == null || result.end() != JoinEnd.CLOSED) {
      terminal.err().println("Error : the connection to " + options.service() + " was cut off");
      return 1;
    }
    if (result.bytesBToA() == 0 && !inputEnded) {
      terminal
          .err()
          .println(
              "Error : the device closed the connection to %s at once: look whether something listens there"
                  .formatted(options.service()));
      return 1;
    }
    return 0;
  }

  /** A print stream swallows its failures; whoever reads stdout no more ends the tunnel. */
  private static final class Output extends FilterOutputStream {
    private final PrintStream stdout;

    Output(PrintStream stdout) {
      super(OutputStream.nullOutputStream());
      this.stdout = stdout;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      stdout.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (stdout.checkError()) {
        throw new IOException("nobody reads the output any more");
      }
    }
  }
}
