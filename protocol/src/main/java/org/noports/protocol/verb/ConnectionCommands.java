package org.noports.protocol.verb;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** Reads the verbs about the connection itself (atprotocol.md 3.3). Pure. */
final class ConnectionCommands {
  private ConnectionCommands() {}

  static From from(LineCursor line) {
    line.expect(':');
    AtSign atSign = line.atSign();
    JsonObject clientConfig = null;
    if (line.take(":clientConfig:")) {
      try {
        clientConfig = Json.parseObject(line.rest());
      } catch (ProtocolException e) {
        throw line.fail(e);
      }
    }
    line.expectEnd();
    return new From(atSign, clientConfig);
  }

  static To to(LineCursor line) {
    line.expect(':');
    AtSign atSign = line.atSign();
    line.expectEnd();
    return new To(atSign);
  }

  static Cram cram(LineCursor line) {
    line.expect(':');
    return new Cram(line.rest());
  }

  static Pkam pkam(LineCursor line) {
    line.expect(':');
    String signingAlgo = algorithm(line, "signingAlgo:", "ecc_secp256r1", "rsa2048", "mldsa65");
    String hashingAlgo = algorithm(line, "hashingAlgo:", "sha256", "sha512");
    String enrollmentId = null;
    if (line.take("enrollmentId:")) {
      enrollmentId = line.untilBlankOr(':');
      line.expect(':');
    }
    return new Pkam(signingAlgo, hashingAlgo, enrollmentId, line.rest());
  }

  private static @Nullable String algorithm(LineCursor line, String name, String... known) {
    if (!line.take(name)) {
      return null;
    }
    String algorithm = line.identifier().toLowerCase(Locale.ROOT);
    line.expect(':');
    for (String candidate : known) {
      if (candidate.equals(algorithm)) {
        return algorithm;
      }
    }
    throw line.fail();
  }

  static Noop noop(LineCursor line) {
    line.expect(':');
    long millis = line.number();
    line.expectEnd();
    if (millis > Noop.MAX_DELAY.toMillis()) {
      throw new ProtocolException(
          ErrorCode.AT0022,
          "noop:<durationInMillis> where the duration maximum is "
              + Noop.MAX_DELAY.toMillis()
              + " milliseconds");
    }
    return new Noop(Duration.ofMillis(millis));
  }
}
