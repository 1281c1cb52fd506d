package org.noports.tunnel.rendezvous;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.EscrAnswer;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.RelaySide;

/**
 * Mode {@code escr}: waits for the relay's challenge, answers it signed and encrypted, and waits
 * for the relay's word that it is good (sessions.md 3.5). Immutable.
 */
public final class EscrCredential implements RelayCredential {
  /** Of a line of the relay; its longest is a challenge of 44 characters. */
  private static final int MAX_LINE_BYTES = 128;

  private final SessionId session;
  private final RelaySide side;
  private final RsaKeyPair signer;
  private final SigningKeyUri signerUri;
  private final AesKey key;
  private final SecureRandom random;

  /**
   * @param signer the pair that logs in, whose public half stands at the URI
   * @param key what client, daemon and relay share for this
   */
  public EscrCredential(
      SessionId session,
      RelaySide side,
      RsaKeyPair signer,
      SigningKeyUri signerUri,
      AesKey key,
      SecureRandom random) {
    this.session = session;
    this.side = side;
    this.signer = signer;
    this.signerUri = signerUri;
    this.key = key;
    this.random = random;
  }

  @Override
  public boolean isAskedFor() {
    return true;
  }

  @Override
  public void authenticate(SocketChannel relay, Duration limit) throws IOException {
    authenticate(relay, limit, new byte[0]);
  }

  @Override
  public void authenticate(SocketChannel relay, Duration limit, byte[] behind) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      String challenge = readLine(relay, deadline);
      byte[] line = (answer(challenge) + "\n").getBytes(StandardCharsets.US_ASCII);
      ByteBuffer answer = ByteBuffer.allocate(line.length + behind.length);
      answer.put(line).put(behind).flip();
      while (answer.hasRemaining()) {
        relay.write(answer);
      }
      if (!readLine(relay, deadline).equals(EscrChallenge.ACCEPTED)) {
        throw new IOException("the relay did not accept the proof of who connects");
      }
    } catch (SocketTimeoutException e) {
      throw new SocketTimeoutException(
          "the relay did not ask for or confirm the proof of who connects in time");
    } finally {
      relay.socket().setSoTimeout(0);
    }
  }

  private String answer(String challenge) throws IOException {
    try {
      return EscrAnswer.sign(
              session,
              EscrChallenge.parse(challenge),
              side,
              signer.privateKey(),
              signerUri,
              Digests.kid(signer.publicKey().text()))
          .seal(key, Iv.random(random))
          .text();
    } catch (ProtocolException e) {
      throw new IOException("what the relay sent is no challenge", e);
    }
  }

  /** Byte by byte: what follows the line is not ours to read. */
  private static String readLine(SocketChannel relay, long deadline) throws IOException {
    InputStream in = relay.socket().getInputStream();
    StringBuilder line = new StringBuilder();
    while (line.length() <= MAX_LINE_BYTES) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      relay.socket().setSoTimeout((int) left);
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the relay closed the connection");
      }
      if (next == '\n') {
        return line.toString().strip();
      }
      line.append((char) next);
    }
    throw new IOException("what the relay sent is no challenge");
  }
}
