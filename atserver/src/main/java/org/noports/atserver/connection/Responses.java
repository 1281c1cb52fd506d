package org.noports.atserver.connection;

import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.ErrorForm;
import org.noports.protocol.wire.Prompt;

/** Writes answers as they go out: payload, line feed and prompt as one text (2.2 to 2.4). */
final class Responses {
  /** The text of one answer, none for silence, and whether the connection ends after it. */
  record Response(String text, boolean close) {}

  private Responses() {}

  static Response of(Answer answer, AtSign owner, Session session) {
    return switch (answer) {
      case Answer.Data data -> line("data:" + data.payload(), prompt(owner, session));
      case Answer.SpacedData data -> line("data: " + data.payload(), prompt(owner, session));
      case Answer.DataThenClose data -> line("data:" + data.payload(), prompt(owner, session));
      case Answer.PolAccepted pol -> new Response(Prompt.of(pol.peer()), false);
      case Answer.Silence _ -> new Response("", false);
      case Answer.Farewell _ -> new Response("", true);
      case Answer.Failure failure -> refusal(failure.refusal(), owner, session);
    };
  }

  private static Response refusal(Refusal refusal, AtSign owner, Session session) {
    // An error on a pol connection has the anonymous form and prompt (atprotocol.md 2.2).
    boolean loggedIn = session.isOwner();
    String text = form(refusal, session, loggedIn).write(refusal.code(), refusal.text());
    String prompt = loggedIn ? Prompt.of(owner) : Prompt.ANONYMOUS;
    return new Response(line(text, prompt).text(), refusal.closing());
  }

  private static ErrorForm form(Refusal refusal, Session session, boolean loggedIn) {
    if (refusal.stateError()) {
      return ErrorForm.STATE;
    }
    if (session.jsonErrors()) {
      return loggedIn ? ErrorForm.JSON_AUTHENTICATED : ErrorForm.JSON_ANONYMOUS;
    }
    return loggedIn ? ErrorForm.AUTHENTICATED : ErrorForm.ANONYMOUS;
  }

  private static String prompt(AtSign owner, Session session) {
    return switch (session.authentication()) {
      case Authentication.Anonymous _ -> Prompt.ANONYMOUS;
      case Authentication.Owner _ -> Prompt.of(owner);
      case Authentication.Peer peer -> Prompt.of(peer.atSign());
    };
  }

  private static Response line(String text, String prompt) {
    return new Response(text + "\n" + prompt, false);
  }
}
