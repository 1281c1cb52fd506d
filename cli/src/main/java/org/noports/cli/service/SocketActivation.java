package org.noports.cli.service;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.UsageProblem;

/**
 * A listening socket that the service manager has opened and hands over as the standard input
 * (systemd: {@code StandardInput=socket}, {@code Accept=no}): its port needs no privilege of the
 * program, and who dials while the program starts waits instead of being refused.
 */
public final class SocketActivation {
  private SocketActivation() {}

  /** The socket, once and for good; null when the standard input is none. */
  public static @Nullable ServerSocketChannel listener() {
    try {
      Channel input = System.inheritedChannel();
      return input instanceof ServerSocketChannel listener ? listener : null;
    } catch (IOException e) {
      throw new UsageProblem(
          "the socket on the standard input can't be used: %s; systemd hands one over that listens for TCP with Accept=no"
              .formatted(e.getMessage()),
          e);
    }
  }
}
