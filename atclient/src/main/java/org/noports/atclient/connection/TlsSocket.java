package org.noports.atclient.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

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
