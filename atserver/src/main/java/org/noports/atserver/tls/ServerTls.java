package org.noports.atserver.tls;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Makes the server side of TLS on accepted sockets. Thread-safe.
 *
 * @param asksForClientCertificate asks, but goes on without one
 */
public record ServerTls(SSLContext context, boolean asksForClientCertificate) {

  /** The same without asking clients for a certificate, as the atDirectory is. */
  public ServerTls withoutClientCertificates() {
    return new ServerTls(context, false);
  }

  /**
   * Lays TLS over an accepted socket. The handshake is still to be made ({@code startHandshake});
   * closing the plain socket from another thread ends whatever blocks in it.
   */
  public SSLSocket over(Socket accepted) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(TlsContexts.PROTOCOLS);
    socket.setWantClientAuth(asksForClientCertificate);
    return socket;
  }
}
