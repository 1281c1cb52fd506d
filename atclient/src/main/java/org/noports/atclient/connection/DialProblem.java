package org.noports.atclient.connection;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.DirectoryUnreachable;
import org.noports.atclient.NotTrusted;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/** Turns what went wrong while dialling into a sentence for people. */
final class DialProblem {
  private static final String NO_NETWORK = "this machine has no network";

  private DialProblem() {}

  static AtClientException ofDirectory(DirectoryAddress directory, AtSign wanted, IOException e) {
    CertificateException distrust = distrust(e);
    if (distrust != null) {
      return notTrusted(
          "the atDirectory at " + directory.host() + ":" + directory.port(), distrust, e);
    }
    return new DirectoryUnreachable(
        "looking up %s: the atDirectory at %s:%d cannot be reached: %s; check the network and --root-server"
            .formatted(wanted, directory.host(), directory.port(), reason(e)),
        e);
  }

  static AtClientException ofAtServer(ServerAddress address, AtSign atSign, IOException e) {
    CertificateException distrust = distrust(e);
    if (distrust != null) {
      return notTrusted("the atServer of " + atSign + " at " + address, distrust, e);
    }
    return new AtServerUnreachable(
        "the atServer of %s at %s cannot be reached: %s; try again, or check that it runs and that the network lets this machine reach it"
            .formatted(atSign, address, reason(e)),
        e);
  }

  private static NotTrusted notTrusted(String who, CertificateException why, IOException e) {
    if (isOutOfTime(e)) {
      return new NotTrusted(
          "the certificate of %s is not valid now, which is %s by this machine's clock: set the clock, or have the certificate renewed"
              .formatted(who, Instant.now().truncatedTo(ChronoUnit.SECONDS)),
          e);
    }
    String detail = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    String sentence =
        why.getCause() instanceof CertPathBuilderException
            ? "none of the known authorities has signed it"
            : NetworkText.escaped(detail);
    return new NotTrusted(
        "the certificate of %s is not trusted: %s; a private system needs its CA by --ca-file or NOPORTS_CA"
            .formatted(who, sentence),
        e);
  }

  private static boolean isOutOfTime(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CertificateExpiredException
          || t instanceof CertificateNotYetValidException) {
        return true;
      }
    }
    return false;
  }

  static boolean isDistrust(IOException e) {
    return distrust(e) != null;
  }

  private static @Nullable CertificateException distrust(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CertificateException c) {
        return c;
      }
    }
    return null;
  }

  static String reason(IOException e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return switch (e) {
      case UnknownHostException u -> "the host name is not known";
      case SocketTimeoutException late ->
          text.startsWith("no answer") ? text : "no answer to the connection attempt";
      case NoRouteToHostException n -> "no route to the host";
      case ConnectException refused ->
          text.contains("unreachable") ? NO_NETWORK : "connection refused";
      case SocketException none when text.contains("unreachable") -> NO_NETWORK;
      case SSLException tls -> "TLS failed: " + NetworkText.escaped(text);
      default -> NetworkText.escaped(text);
    };
  }
}
