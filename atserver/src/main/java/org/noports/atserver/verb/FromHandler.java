package org.noports.atserver.verb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.From;

/**
 * {@code from}: says who the other end is going to prove to be, and gets a challenge (atprotocol.md
 * 3.3.1, 4.2). A foreign atSign gets a bound challenge, so that no other server can pass it on.
 */
final class FromHandler {
  private static final Duration CHALLENGE_LIFE = Duration.ofSeconds(60);

  /** Clients above this version read errors as JSON. */
  private static final int[] LAST_WITHOUT_JSON = {3, 0, 37};

  private final AtServer server;

  FromHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(From command, Session session) {
    AtSign atSign = command.atSign();
    if (server.blocklist().blocks(atSign)) {
      throw Refusal.of(ErrorCode.AT0013, "Unable to connect");
    }
    readConfig(command.clientConfig(), session);
    long expiry = server.records().now().plus(CHALLENGE_LIFE).toEpochMilli();
    String named = session.id() + atSign + ":";
    if (atSign.equals(server.atSign())) {
      String bound = session.takeBoundChallenge(atSign);
      String challenge = bound == null ? named + server.shared().uuid() : bound;
      session.challenge(new Session.Challenge(challenge, expiry));
      return new Answer.Data(challenge);
    }
    CertificateRule.require(server, atSign, session);
    String challenge = boundChallenge();
    session.peerClaim(new Session.PeerClaim(atSign, new Session.Challenge(challenge, expiry)));
    return new Answer.Data("proof:" + named + challenge);
  }

  private String boundChallenge() {
    String json =
        JsonObject.builder()
            .put("v", server.atSign().text())
            .put("n", server.shared().uuid())
            .build()
            .canonical();
    return "pol1." + Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void readConfig(@Nullable JsonObject config, Session session) {
    String version = config == null ? null : config.optString("version");
    if (version != null) {
      session.jsonErrors(isAbove(version));
    }
  }

  /** Whether a dotted version is above the last one without JSON errors; false if it is none. */
  static boolean isAbove(String version) {
    String[] parts = version.split("[.+-]", -1);
    for (int i = 0; i < LAST_WITHOUT_JSON.length; i++) {
      if (i >= parts.length || !parts[i].matches("[0-9]{1,9}")) {
        return false;
      }
      int part = Integer.parseInt(parts[i]);
      if (part != LAST_WITHOUT_JSON[i]) {
        return part > LAST_WITHOUT_JSON[i];
      }
    }
    return false;
  }
}
