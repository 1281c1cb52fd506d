package org.noports.atserver.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.noports.protocol.wire.BoundChallenge;

/**
 * Makes the server side of TLS on accepted sockets. Thread-safe.
 *
 * @param asksForClientCertificate asks, but goes on without one
 */
public record ServerTls(SSLContext context, boolean asksForClientCertificate) {
  /** What is chosen of the application protocols a client offers, the best first. */
  private static final List<String> SPOKEN =
      List.of(BoundChallenge.APPLICATION_PROTOCOL, BoundChallenge.USUAL_PROTOCOL);

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
    socket.setHandshakeApplicationProtocolSelector((_, offered) -> chosenOf(offered));
    return socket;
  }

  /** Empty, which says nothing, to clients that offer only what is not spoken here. */
  private static String chosenOf(List<String> offered) {
    return SPOKEN.stream().filter(offered::contains).findFirst().orElse("");
  }
}
