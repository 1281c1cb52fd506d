package org.noports.atserver.tls;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Makes the client side of TLS on connected sockets, host verification always on. Thread-safe. */
public record ClientTls(SSLContext context) {

  /** Lays TLS over a connected socket; the handshake is still to be made. */
  public SSLSocket over(Socket connected, String host, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setUseClientMode(true);
    socket.setEnabledProtocols(TlsContexts.PROTOCOLS);
    return socket;
  }
}
