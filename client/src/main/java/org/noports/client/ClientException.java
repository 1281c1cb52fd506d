package org.noports.client;

import org.jspecify.annotations.Nullable;

/**
 * A session could not be opened. Each step that can fail has a kind of its own; the message is one
 * line that says what failed, for whom, why, and what to do next (cli.md 1.5). Text that came from
 * the network is escaped.
 */
public abstract sealed class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A local host could not be bound, or its port is taken. */
  public static final class LocalPortTaken extends ClientException {
    private static final long serialVersionUID = 1L;

    LocalPortTaken(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** A request could not be handed to the own atServer. */
  public static final class NotSent extends ClientException {
    private static final long serialVersionUID = 1L;

    NotSent(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The relay did not answer the request for ports. */
  public static final class RelaySilent extends ClientException {
    private static final long serialVersionUID = 1L;

    RelaySilent(String message) {
      super(message, null);
    }
  }

  /** The relay said no. */
  public static final class RelayRefused extends ClientException {
    private static final long serialVersionUID = 1L;

    RelayRefused(String message) {
      super(message, null);
    }
  }

  /** The daemon did not answer the feature check. */
  public static final class DaemonSilent extends ClientException {
    private static final long serialVersionUID = 1L;

    DaemonSilent(String message) {
      super(message, null);
    }
  }

  /** The daemon lacks something this session needs. */
  public static final class FeatureMissing extends ClientException {
    private static final long serialVersionUID = 1L;

    FeatureMissing(String message) {
      super(message, null);
    }
  }

  /** The daemon answered the feature check, but not the session request. */
  public static final class SessionUnanswered extends ClientException {
    private static final long serialVersionUID = 1L;

    SessionUnanswered(String message) {
      super(message, null);
    }
  }

  /** The daemon said no and why. */
  public static final class DaemonRefused extends ClientException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    DaemonRefused(String message, String reason) {
      super(message, null);
      this.reason = reason;
    }

    /** The daemon's own words, escaped. */
    public String reason() {
      return reason;
    }
  }

  /** An answer is malformed, not signed by who it says, or not for this session. */
  public static final class AnswerInvalid extends ClientException {
    private static final long serialVersionUID = 1L;

    AnswerInvalid(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The daemon offers weaker encryption than asked for, or none. */
  public static final class EncryptionTooWeak extends ClientException {
    private static final long serialVersionUID = 1L;

    EncryptionTooWeak(String message) {
      super(message, null);
    }
  }

  /** The relay's port does not accept the connection, or not the proof of who connects. */
  public static final class RelayUnreachable extends ClientException {
    private static final long serialVersionUID = 1L;

    RelayUnreachable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The thread that opened the session was interrupted. */
  public static final class Interrupted extends ClientException {
    private static final long serialVersionUID = 1L;

    Interrupted(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
