package org.noports.client;

import java.util.regex.Pattern;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.session.MessageName;

/**
 * The user to log in as: what the user says, else what the daemon shares (sessions.md 6.4). That
 * text comes from the network and ends up in a command, so it must look like a user's name.
 */
final class RemoteUser {
  /** As systems name users, domains included; never what ssh or a shell would read differently. */
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.@+\\\\-]{0,127}\\$?");

  private RemoteUser() {}

  static String of(SshnpOptions options, SessionContext session) {
    String given = options.userName();
    return given == null ? shared(session) : given;
  }

  private static String shared(SessionContext session) {
    NptOptions options = session.options();
    String name;
    try {
      name =
          session
              .edge()
              .get(MessageName.username(session.client(), options.device(), options.daemon()));
    } catch (ClientClosed e) {
      throw e;
    } catch (AtClientException e) {
      throw new ClientException.RemoteUserUnknown(
          options.daemon(), options.device(), session.client(), e);
    }
    if (name == null) {
      throw new ClientException.RemoteUserUnknown(
          options.daemon(), options.device(), session.client(), null);
    }
    if (!NAME.matcher(name.strip()).matches()) {
      throw new ClientException.AnswerInvalid(
          "user name", options.daemon(), "it is not a name; give one with -u");
    }
    return name.strip();
  }
}
