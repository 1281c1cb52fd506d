package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Scan;

/** {@code scan}: the keys the other end may see, or another atSign's (atprotocol.md 3.4.1). */
final class ScanHandler {
  private static final String PUBLIC = "public:";

  private final AtServer server;

  ScanHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Scan command, Session session) {
    AtSign other = command.forAtSign();
    if (command.commitLog()) {
      return new CommitLogScan(server).answer(command, session);
    }
    if (other != null && !other.equals(server.atSign())) {
      return atOther(command, other, session);
    }
    String regex = command.regex();
    SearchPattern search = regex == null ? null : SearchPattern.of(regex);
    List<String> shown = keysFor(command, session, search);
    return new Answer.Data(JsonArray.ofStrings(shown).canonical());
  }

  private Answer atOther(Scan command, AtSign other, Session session) {
    if (!session.isOwner()) {
      throw Refusal.of(ErrorCode.AT0401, "Scan to another atSign cannot be performed without auth");
    }
    String line = new Scan(false, null, command.regex()).line();
    String payload =
        PeerCalls.data(server.shared().neighbours().request(server.atSign(), other, line), other);
    return new Answer.Data(payload);
  }

  private List<String> keysFor(Scan command, Session session, @Nullable SearchPattern search) {
    AtSign peer = session.peer();
    if (peer != null) {
      return withoutPrefix(server.records().aliveKeys(peer + ":"), peer + ":", search);
    }
    if (!session.isOwner()) {
      List<String> open =
          server.records().aliveKeys(PUBLIC).stream()
              .filter(key -> !key.startsWith("public:_"))
              .toList();
      return withoutPrefix(open, PUBLIC, search);
    }
    Enrollment enrollment = server.rights().of(session);
    return server.records().aliveKeys().stream()
        .filter(key -> isListed(key, command.showHidden()))
        .filter(key -> AccessCheck.allows(enrollment, Use.SCAN, key))
        .filter(key -> search == null || search.finds(key))
        .toList();
  }

  private static boolean isListed(String key, boolean showHidden) {
    if (key.startsWith("private:") || key.startsWith("privatekey:")) {
      return false;
    }
    if (key.startsWith("public:__") || key.startsWith("_")) {
      return showHidden;
    }
    return !key.startsWith("public:_");
  }

  private static List<String> withoutPrefix(
      List<String> keys, String prefix, @Nullable SearchPattern search) {
    List<String> out = new ArrayList<>();
    for (String key : keys) {
      if (search == null || search.finds(key)) {
        out.add(key.substring(prefix.length()));
      }
    }
    return out;
  }
}
