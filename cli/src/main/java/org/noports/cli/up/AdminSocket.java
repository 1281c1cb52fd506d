package org.noports.cli.up;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.noports.cli.options.EnvironmentProblem;

/**
 * Where the running atServers take orders of their operator: a socket in their directory, which
 * only its owner can enter. One line in, the answer out. Each on a virtual thread.
 */
final class AdminSocket implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AdminSocket.class.getName());
  private static final String FILE = "admin.sock";
  private static final int LONGEST_LINE = 1_024;

  private final Path file;
  private final ServerSocketChannel channel;
  private final UnaryOperator<String> orders;

  private AdminSocket(Path file, ServerSocketChannel channel, UnaryOperator<String> orders) {
    this.file = file;
    this.channel = channel;
    this.orders = orders;
  }

  static AdminSocket open(Path directory, UnaryOperator<String> orders) {
    Path file = directory.resolve(FILE);
    try {
      Files.deleteIfExists(file);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(file));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      AdminSocket admin = new AdminSocket(file, channel, orders);
      Thread.ofVirtual().name("admin").start(admin::serve);
      return admin;
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot take orders at %s: %s; choose a shorter --dir".formatted(file, e.getMessage()),
          e);
    }
  }

  private void serve() {
    while (channel.isOpen()) {
      try {
        SocketChannel accepted = channel.accept();
        Thread.ofVirtual().name("admin order").start(() -> answer(accepted));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no order: {0}", e.getMessage());
      }
    }
  }

  private void answer(SocketChannel asking) {
    try (asking) {
      String answer = orders.apply(line(asking));
      ByteBuffer bytes = ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        asking.write(bytes);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "an order was cut short: {0}", e.getMessage());
    }
  }

  private static String line(SocketChannel from) throws IOException {
    StringBuilder line = new StringBuilder();
    Reader in = Channels.newReader(from, StandardCharsets.UTF_8);
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** Gives an order to the atServers that run on that directory; their answer. */
  static String ask(Path directory, String order) {
    Path file = directory.resolve(FILE);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
      try (BufferedReader in =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
        return String.join("\n", in.readAllLines()).strip();
      }
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "No atservers run on %s: start them with noports atserver --dir %s"
              .formatted(directory, directory),
          e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} stays: {1}", file, e.getMessage());
    }
  }
}
