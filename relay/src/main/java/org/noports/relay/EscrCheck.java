package org.noports.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
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
  private static final Logger LOG = System.getLogger(EscrCheck.class.getName());

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

  /** Reads a line; null when it is not of the form. */
  static @Nullable EscrLine parse(byte[] line) {
    try {
      return EscrLine.parse(new String(line, StandardCharsets.ISO_8859_1));
    } catch (ProtocolException e) {
      return null;
    }
  }

  /** The side that the answer proves; null when it proves none. Never throws on garbage. */
  @Nullable Side proves(EscrLine line, int length, EscrChallenge challenge) {
    try {
      return check(line, length, challenge);
    } catch (ProtocolException e) {
      LOG.log(Level.INFO, () -> "relay " + request.sessionId() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          () -> "relay " + request.sessionId() + ": no signing key: " + e.getMessage());
    }
    return null;
  }

  private Side check(EscrLine line, int length, EscrChallenge challenge) {
    if (!line.sessionId().equals(request.sessionId())) {
      throw new CryptoException("the answer names another session");
    }
    EscrAnswer answer = request.open(line);
    answer.checkAnswers(request.sessionId(), challenge);
    if (answer.signingAlgo().equals(RSA) && length > MAX_RSA_LINE_BYTES) {
      throw new CryptoException("the answer is too long for its signature");
    }
    Side side = answer.side() == RelaySide.A ? Side.A : Side.B;
    AtSign expected = side == Side.A ? request.atSignA() : request.atSignB();
    if (!answer.keyUri().owner().equals(expected)) {
      throw new CryptoException("the answer is signed by another atSign than the side's");
    }
    answer.checkSignature(record(answer.keyUri()));
    return side;
  }

  private SigningKeyRecord record(SigningKeyUri uri) {
    SigningKeyRecord known = records.get(uri);
    if (known != null) {
      return known;
    }
    String value = edge.signingKeyRecord(uri);
    if (value == null) {
      throw new CryptoException("the signing key is not published");
    }
    SigningKeyRecord fetched = SigningKeyRecord.parse(value);
    if (records.size() < MAX_RECORDS) {
      records.put(uri, fetched);
    }
    return fetched;
  }
}
