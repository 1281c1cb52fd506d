package org.noports.atclient.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.BoundChallenge;

/**
 * A TLS connection that can be cut at once. Closing the TLS socket itself may wait for a blocked
 * writer; closing the TCP socket below ends every blocked call.
 */
record TlsSocket(Socket raw, SSLSocket tls) {
  InputStream input() throws IOException {
    return tls.getInputStream();
  }

  OutputStream output() throws IOException {
    return tls.getOutputStream();
  }

  /**
   * The login challenge that the server knows too without having said it; null when it does not
   * work so.
   */
  @Nullable String boundChallenge(AtSign atSign) {
    return BoundChallenge.of(atSign, tls.getApplicationProtocol(), tls.getSession());
  }

  void cut() {
    closeQuietly(raw);
  }

  /** For a connection that is given up anyway: nothing is left to lose by a failing close. */
  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(TlsSocket.class.getName())
          .log(System.Logger.Level.TRACE, "closing a socket failed", e);
    }
  }
}
