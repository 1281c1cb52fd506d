package org.noports.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.wire.NetworkText;

/**
 * A session could not be opened. Each step that can fail has a kind of its own; the message is one
 * line that says what failed, for whom, why, and what to do next, and begins with the text of
 * cli.md 1.5 where there is one. Text that came from the network is escaped.
 */
public abstract sealed class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A local host could not be bound, or its port is taken. */
  public static final class LocalPortTaken extends ClientException {
    private static final long serialVersionUID = 1L;

    LocalPortTaken(String host, int port, Throwable cause) {
      super(
          "Cannot listen on %s:%d: %s; %s"
              .formatted(NetworkText.escaped(host), port, reason(cause), advice(port)),
          cause);
    }

    /** Where any free port would do, the host is what can't be had. */
    private static String advice(int port) {
      return port == 0
          ? "correct --local-host"
          : "choose another port with --local-port, or leave it out for any free one";
    }

    LocalPortTaken(String hosts) {
      super(
          "Cannot listen on any of '%s': none of them is an address of this machine; correct --local-host"
              .formatted(NetworkText.escaped(hosts)),
          null);
    }
  }

  /** A request could not be handed to the own atServer. */
  public static final class NotSent extends ClientException {
    private static final long serialVersionUID = 1L;

    NotSent(String what, AtSign from, AtSign to, Throwable cause) {
      super(
          "Could not send the %s from %s to %s: %s".formatted(what, from, to, reason(cause)),
          cause);
    }
  }

  /** The session fails for its relay: another one may do. */
  public abstract static sealed class RelayProblem extends ClientException {
    private static final long serialVersionUID = 1L;

    private RelayProblem(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** None of several relays gave a session. */
  public static final class NoRelay extends ClientException {
    private static final long serialVersionUID = 1L;

    NoRelay(List<RelayProblem> problems) {
      super(
          "No reachable RV found: "
              + problems.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
          problems.getLast());
    }
  }

  /** The relay did not answer the request for ports. */
  public static final class RelaySilent extends RelayProblem {
    private static final long serialVersionUID = 1L;

    RelaySilent(AtSign relay, AtSign client, Duration waited) {
      super(
          "Connection timeout to srvd %s service: no answer to %s within %d s; the relay is off, or does not serve %s: check it or choose another with -r"
              .formatted(relay, client, waited.toSeconds(), client),
          null);
    }
  }

  /** The relay said no. */
  public static final class RelayRefused extends RelayProblem {
    private static final long serialVersionUID = 1L;

    RelayRefused(AtSign relay, String reason) {
      super(
          "The relay %s refused the session: %s; ask its operator or choose another with -r"
              .formatted(relay, NetworkText.escaped(reason)),
          null);
    }
  }

  /** The daemon did not answer the feature check. */
  public static final class DaemonSilent extends ClientException {
    private static final long serialVersionUID = 1L;

    DaemonSilent(
        AtSign daemon, DeviceName device, AtSign client, Duration waited, Silence silence) {
      super(
          "Daemon feature check timed out: device %s of %s did not answer %s within %d s; %s"
              .formatted(device, daemon, client, waited.toSeconds(), silence.text(daemon, client)),
          null);
    }
  }

  /** The daemon does not let this atSign in (docs/extensions/refusals.md). */
  public static final class NotAuthorized extends ClientException {
    private static final long serialVersionUID = 1L;

    NotAuthorized(AtSign daemon, DeviceName device, AtSign client, String reason) {
      super(
          "Device %s of %s does not let %s in: %s; ask whoever runs it"
              .formatted(device, daemon, client, NetworkText.escaped(reason)),
          null);
    }
  }

  /** The daemon lacks something this session needs. */
  public static final class FeatureMissing extends ClientException {
    private static final long serialVersionUID = 1L;

    FeatureMissing(AtSign daemon, DeviceName device, String version, String lack, String advice) {
      super(
          "This device daemon does not %s (device %s of %s, version %s); %s"
              .formatted(lack, device, daemon, NetworkText.escaped(version), advice),
          null);
    }
  }

  /** The session needs challenges at the relay, and the daemon does not answer them. */
  public static final class EscrRequired extends ClientException {
    private static final long serialVersionUID = 1L;

    EscrRequired(AtSign daemon, DeviceName device, String version, boolean only443) {
      super(
          "This session requires ESCR relay auth on the device daemon, and device %s of %s (version %s) does not support it: update the daemon, or leave out %s"
              .formatted(
                  device,
                  daemon,
                  NetworkText.escaped(version),
                  only443 ? "--443" : "--relay-auth-mode escr"),
          null);
    }
  }

  /** The client's public signing key, which answers the relay's challenges, is not published. */
  public static final class NoSigningKey extends ClientException {
    private static final long serialVersionUID = 1L;

    NoSigningKey(AtSign client, Throwable cause) {
      super(
          "The signing key of %s could not be published, which ESCR relay auth needs: %s; try --relay-auth-mode payload"
              .formatted(client, reason(cause)),
          cause);
    }
  }

  /** The daemon does not tell whom to log in as. */
  public static final class RemoteUserUnknown extends ClientException {
    private static final long serialVersionUID = 1L;

    RemoteUserUnknown(AtSign daemon, DeviceName device, AtSign client, @Nullable Throwable cause) {
      super(
          "Remote username record not shared with the client: device %s of %s is hidden, or %s is not one of its managers%s; give the user with -u"
              .formatted(device, daemon, client, cause == null ? "" : " (" + reason(cause) + ")"),
          cause);
    }
  }

  /** The daemon answered the feature check, but not the session request. */
  public static final class SessionUnanswered extends ClientException {
    private static final long serialVersionUID = 1L;

    SessionUnanswered(AtSign daemon, DeviceName device, Duration waited) {
      super(
          "No response from the device daemon: device %s of %s did not answer the session request within %d s although it answered the feature check; try again, and look at the daemon's log"
              .formatted(device, daemon, waited.toSeconds()),
          null);
    }
  }

  /** The daemon said no and why. */
  public static final class DaemonRefused extends ClientException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    DaemonRefused(AtSign daemon, DeviceName device, String reason, List<String> services) {
      super(
          "Error response from device daemon: %s (device %s of %s)%s"
              .formatted(
                  NetworkText.escaped(reason), device, daemon, RefusalAdvice.to(reason, services)),
          null);
      this.reason = NetworkText.escaped(reason);
    }

    /** The daemon's own words, escaped. */
    public String reason() {
      return reason;
    }
  }

  /** An answer is malformed, not signed by who it says, or not for this session. */
  public static final class AnswerInvalid extends ClientException {
    private static final long serialVersionUID = 1L;

    AnswerInvalid(String what, AtSign from, String why) {
      super(text(what, from, why), null);
    }

    AnswerInvalid(String what, AtSign from, Throwable cause) {
      super(text(what, from, ClientException.reason(cause)), cause);
    }

    private static String text(String what, AtSign from, String why) {
      return "The %s of %s cannot be trusted: %s; nothing was connected".formatted(what, from, why);
    }
  }

  /** The daemon offers weaker encryption than asked for, or none. */
  public static final class EncryptionTooWeak extends ClientException {
    private static final long serialVersionUID = 1L;

    EncryptionTooWeak(AtSign daemon, DeviceName device, String why, String advice) {
      super("Device %s of %s %s; %s".formatted(device, daemon, why, advice), null);
    }
  }

  /** The relay's port does not accept the connection, or not the proof of who connects. */
  public static final class RelayUnreachable extends RelayProblem {
    private static final long serialVersionUID = 1L;

    RelayUnreachable(AtSign relay, Throwable cause) {
      super(
          "The relay %s gave a port that cannot be used: %s".formatted(relay, reason(cause)),
          cause);
    }
  }

  /** The session stands, and nothing answers behind it. */
  public static final class ServiceUnreached extends ClientException {
    private static final long serialVersionUID = 1L;

    ServiceUnreached(ServiceAddress service, AtSign daemon, DeviceName device, String why) {
      super(
          "%s at device %s of %s gave no connection: %s; start the service there, or choose another with -p and -h"
              .formatted(service, device, daemon, why),
          null);
    }
  }

  /** No connection through the tunnel could be had in time. */
  public static final class NoConnection extends ClientException {
    private static final long serialVersionUID = 1L;

    NoConnection(String why, Duration waited, @Nullable Throwable cause) {
      super(
          "A connection was turned away after %d s without a tunnel: %s"
              .formatted(waited.toSeconds(), NetworkText.escaped(why)),
          cause);
    }
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : NetworkText.escaped(message);
  }
}
