package org.noports.atserver.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Info;

/** {@code info}: version, uptime and the connection's enrollment (atprotocol.md 3.3.4). */
final class InfoHandler {
  private final AtServer server;

  InfoHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Info command, Session session) {
    Duration uptime = Duration.between(server.shared().startedAt(), server.records().now());
    JsonObject.Builder out = JsonObject.builder().put("version", server.shared().version());
    switch (command.kind()) {
      case BRIEF, MTLS_BRIEF -> out.put("uptimeAsMillis", uptime.toMillis());
      case WORDS, MTLS -> {
        out.put("uptimeAsWords", words(uptime));
        Enrollment enrollment = server.rights().of(session);
        if (enrollment != null) {
          out.put("apkam_metadata", enrollment.toJson());
        }
      }
    }
    return new Answer.Data(out.build().canonical());
  }

  /** Days to seconds, units that are zero at the beginning left out. */
  static String words(Duration uptime) {
    long[] amounts = {
      uptime.toDays(), uptime.toHoursPart(), uptime.toMinutesPart(), uptime.toSecondsPart()
    };
    String[] units = {"days", "hours", "minutes", "seconds"};
    List<String> out = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      if (amounts[i] > 0 || !out.isEmpty() || i == units.length - 1) {
        out.add(amounts[i] + " " + units[i]);
      }
    }
    return String.join(" ", out);
  }
}
