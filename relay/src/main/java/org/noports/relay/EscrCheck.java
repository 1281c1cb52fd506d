package org.noports.relay;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
 * proves. The record of a signing key that has let a side in is fetched once a session.
 * Thread-safe.
 */
final class EscrCheck {
  /** Of an answer signed with RSA; only ML-DSA signatures need more. */
  static final int MAX_RSA_LINE_BYTES = 4096;

  /** Different keys of one session (sessions.md 3.8); a side needs one. */
  private static final int MAX_KEYS = 4;

  private static final String RSA = SigningKeyRecord.Algorithm.RSA2048.text();

  private final PortRequest request;
  private final SigningKeys keys;
  private final SecureRandom random;
  // Only of keys that have let a side in.
  private final Map<SigningKeyUri, SigningKeyRecord> records = new ConcurrentHashMap<>();

  EscrCheck(PortRequest request, SigningKeys keys, SecureRandom random) {
    this.request = request;
    this.keys = keys;
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
    checkSignature(answer);
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

  private void checkSignature(EscrAnswer answer) throws NotProved {
    SigningKeyUri uri = answer.keyUri();
    SigningKeyRecord known = records.get(uri);
    if (known != null) {
      step(AuthFailure.BAD_SIGNATURE, () -> answer.checkSignature(known));
      return;
    }
    if (records.size() >= MAX_KEYS) {
      throw new NotProved(AuthFailure.TOO_MANY_SIGNERS);
    }
    SigningKeyRecord announced = preFetched(uri);
    if (announced != null && holds(answer, announced)) {
      accepted(uri, announced);
      return;
    }
    // Fetched a moment too early, perhaps: before the side had published it.
    SigningKeyRecord fetched = fetch(uri);
    step(AuthFailure.BAD_SIGNATURE, () -> answer.checkSignature(fetched));
    accepted(uri, fetched);
  }

  private void accepted(SigningKeyUri uri, SigningKeyRecord record) {
    records.put(uri, record);
    keys.used(uri);
  }

  private static boolean holds(EscrAnswer answer, SigningKeyRecord record) {
    try {
      answer.checkSignature(record);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  private @Nullable SigningKeyRecord preFetched(SigningKeyUri uri) {
    String value = keys.preFetched(uri);
    try {
      return value == null ? null : SigningKeyRecord.parse(value);
    } catch (ProtocolException e) {
      return null;
    }
  }

  private SigningKeyRecord fetch(SigningKeyUri uri) throws NotProved {
    try {
      String value = keys.fetch(uri);
      if (value == null) {
        throw new NotProved(AuthFailure.NO_SIGNING_KEY);
      }
      return SigningKeyRecord.parse(value);
    } catch (RuntimeException e) {
      throw new NotProved(AuthFailure.NO_SIGNING_KEY, e);
    }
  }

  /** The keys that have let a side in. */
  Set<SigningKeyUri> signingKeys() {
    return Set.copyOf(records.keySet());
  }
}
