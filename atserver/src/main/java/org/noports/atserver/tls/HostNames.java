package org.noports.atserver.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.noports.atserver.AtServerException;

/** Tells addresses from DNS names, and both from anything else. */
final class HostNames {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final Pattern DNS =
      Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");

  private HostNames() {}

  static boolean isAddress(String host) {
    return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
  }

  /** The form in which a certificate's addresses are read back; names stay as they are. */
  static String canonical(String host) {
    try {
      // A literal address is only parsed, never looked up.
      return isAddress(host) ? InetAddress.getByName(host).getHostAddress() : host;
    } catch (UnknownHostException e) {
      throw new AtServerException("Not an IP address: \"" + host + "\"", e);
    }
  }

  /** Also {@code *.} and a name: whatever one label stands before it. */
  static boolean isHost(String host) {
    String name = host.startsWith("*.") ? host.substring(2) : host;
    return isAddress(host) || DNS.matcher(name).matches();
  }
}
