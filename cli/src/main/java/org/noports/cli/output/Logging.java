package org.noports.cli.output;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Sends every module's log to stderr in our format, from the level the user chose (cli.md 0.5). */
public final class Logging {
  /** Loggers keep their level only as long as somebody holds them. */
  private static final Logger ROOT = Logger.getLogger("");

  private static final Logger OURS = Logger.getLogger("org.noports");

  /** What it fails at is thrown as well, and told by us in a user's words. */
  private static final Logger SSH = Logger.getLogger("org.apache.sshd");

  private Logging() {}

  /** How much is logged. */
  public enum Detail {
    /** Nothing: the program shows what happens in its own way. */
    NOTHING,
    /** Only what must always be seen. */
    SHOUT,
    WARNING,
    /** {@code --verbose}. */
    INFO,
    /** {@code --debug}. */
    FINEST;

    private Level level() {
      return switch (this) {
        case NOTHING -> Level.OFF;
        case SHOUT -> Level.SEVERE;
        case WARNING -> Level.WARNING;
        case INFO -> Level.INFO;
        case FINEST -> Level.FINEST;
      };
    }

    public static Detail of(boolean verbose, boolean debug, Detail otherwise) {
      if (debug) {
        return FINEST;
      }
      return verbose ? INFO : otherwise;
    }
  }

  /** Replaces whatever was configured before. */
  public static void configure(Terminal terminal, Detail detail) {
    LogManager.getLogManager().reset();
    Handler handler = new ErrHandler(terminal);
    handler.setFormatter(new LogFormat(terminal::zone));
    handler.setLevel(detail.level());
    ROOT.addHandler(handler);
    // The platform's own loggers would print keys and packets at FINEST.
    ROOT.setLevel(atLeast(detail.level(), Level.INFO));
    OURS.setLevel(detail.level());
    SSH.setLevel(detail.level().intValue() > Level.INFO.intValue() ? Level.OFF : Level.INFO);
  }

  private static Level atLeast(Level level, Level floor) {
    return level.intValue() < floor.intValue() ? floor : level;
  }

  /** Writes to the terminal's stderr, each record at once. */
  private static final class ErrHandler extends StreamHandler {
    ErrHandler(Terminal terminal) {
      super(terminal.err(), new LogFormat(terminal::zone));
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }

    /** The stream is not ours to close. */
    @Override
    public synchronized void close() {
      flush();
    }
  }
}
