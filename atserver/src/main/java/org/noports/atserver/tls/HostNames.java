package org.noports.atserver.tls;

import java.util.regex.Pattern;

/** Tells addresses from DNS names, and both from anything else. */
final class HostNames {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern DNS =
      Pattern.compile("(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,62}\\.?)*(?<![.-])");

  private HostNames() {}

  static boolean isAddress(String host) {
    return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
  }

  static boolean isHost(String host) {
    return isAddress(host) || DNS.matcher(host).matches();
  }
}
