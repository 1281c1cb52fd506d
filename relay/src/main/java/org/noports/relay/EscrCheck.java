package org.noports.relay;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.EscrAnswer;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.EscrLine;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.relay.SigningKeyRecord;
import org.noports.tunnel.pairing.Side;

/**
 * Mode {@code escr} of one session (sessions.md 3.5): which side, if any, an answer to a challenge
 * proves. The records of signing keys are fetched once a session. Thread-safe.
 */
final class EscrCheck {
  /** Of an answer signed with RSA; only ML-DSA signatures need more. */
  static final int MAX_RSA_LINE_BYTES = 4096;

  /** A side signs with one enrolment, or with several when it has several devices' keys. */
  private static final int MAX_RECORDS = 16;

  private static final String RSA = SigningKeyRecord.Algorithm.RSA2048.text();

  private final PortRequest request;
  private final RelayEdge edge;
  private final SecureRandom random;
  private final Map<SigningKeyUri, SigningKeyRecord> records = new ConcurrentHashMap<>();

  EscrCheck(PortRequest request, RelayEdge edge, SecureRandom random) {
    this.request = request;
    this.edge = edge;
    this.random = random;
  }

  /** Fresh for every connection. */
  EscrChallenge challenge() {
    return EscrChallenge.random(random);
  }

  /** Reads a line. */
  static EscrLine parse(byte[] line) throws NotProved {
    try {
      return EscrLine.parse(new String(line, StandardCharsets.ISO_8859_1));
    } catch (ProtocolException e) {
      throw new NotProved(AuthFailure.MALFORMED, e);
    }
  }

  /** The side that the answer proves. */
  Side proves(EscrLine line, int length, EscrChallenge challenge) throws NotProved {
    if (!line.sessionId().equals(request.sessionId())) {
      throw new NotProved(AuthFailure.WRONG_SESSION);
    }
    EscrAnswer answer = open(line);
    if (!answer.sessionId().equals(request.sessionId())) {
      throw new NotProved(AuthFailure.WRONG_SESSION);
    }
    step(AuthFailure.WRONG_CHALLENGE, () -> answer.checkAnswers(request.sessionId(), challenge));
    if (answer.signingAlgo().equals(RSA) && length > MAX_RSA_LINE_BYTES) {
      throw new NotProved(AuthFailure.TOO_LONG);
    }
    Side side = answer.side() == RelaySide.A ? Side.A : Side.B;
    AtSign expected = side == Side.A ? request.atSignA() : request.atSignB();
    if (!answer.keyUri().owner().equals(expected)) {
      throw new NotProved(AuthFailure.WRONG_SIGNER);
    }
    SigningKeyRecord key = record(answer.keyUri());
    step(AuthFailure.BAD_SIGNATURE, () -> answer.checkSignature(key));
    return side;
  }

  private EscrAnswer open(EscrLine line) throws NotProved {
    try {
      return request.open(line);
    } catch (ProtocolException e) {
      throw new NotProved(AuthFailure.MALFORMED, e);
    }
  }

  private static void step(AuthFailure otherwise, Runnable check) throws NotProved {
    try {
      check.run();
    } catch (ProtocolException e) {
      throw new NotProved(otherwise, e);
    }
  }

  private SigningKeyRecord record(SigningKeyUri uri) throws NotProved {
    SigningKeyRecord known = records.get(uri);
    if (known != null) {
      return known;
    }
    SigningKeyRecord fetched;
    try {
      String value = edge.signingKeyRecord(uri);
      if (value == null) {
        throw new NotProved(AuthFailure.NO_SIGNING_KEY);
      }
      fetched = SigningKeyRecord.parse(value);
    } catch (RuntimeException e) {
      throw new NotProved(AuthFailure.NO_SIGNING_KEY, e);
    }
    if (records.size() < MAX_RECORDS) {
      records.put(uri, fetched);
    }
    return fetched;
  }
}
