package org.noports.protocol.verb;

import java.time.Duration;
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
      String written = line.rest();
      if (written.equals("{}")) {
        throw line.fail();
      }
      try {
        clientConfig = Json.parseObject(written);
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

  /** What does not name a known algorithm or an enrollment is part of the signature. */
  static Pkam pkam(LineCursor line) {
    line.expect(':');
    String signingAlgo = oneOf(line, "signingAlgo:", "ecc_secp256r1", "rsa2048", "mldsa65");
    String hashingAlgo = oneOf(line, "hashingAlgo:", "sha256", "sha512");
    return new Pkam(
        signingAlgo, hashingAlgo, line.upToLastColonAfter("enrollmentId:"), line.rest());
  }

  private static @Nullable String oneOf(LineCursor line, String name, String... known) {
    for (String algorithm : known) {
      if (line.takeBeforeMore(name + algorithm + ":")) {
        return algorithm;
      }
    }
    return null;
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
