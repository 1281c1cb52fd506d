package org.noports.daemon;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;

/**
 * Says where a session may connect to (sessions.md 7.2 and 8.2, 20). A name is resolved once and
 * the session keeps that address, so that nobody can let a permitted name point elsewhere later;
 * link-local, metadata and wildcard addresses are refused unless the operator lists the very
 * address. Thread-safe.
 */
final class ServiceGuard {
  /** Where clouds serve credentials to whoever asks, beside the link-local ones. */
  private static final Set<String> METADATA = Set.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254");

  private final PermitOpen permitOpen;
  private final Resolver resolver;

  ServiceGuard(PermitOpen permitOpen, Resolver resolver) {
    this.permitOpen = permitOpen;
    this.resolver = resolver;
  }

  /** The service as it is to be dialled; {@link Refusal} when it may not be. */
  ServiceAddress admit(ServiceAddress wanted, Access.Granted access) throws InterruptedException {
    if (!permitOpen.permits(wanted)) {
      throw Refusal.notPermitted(wanted.toString(), "daemon", permitOpen);
    }
    if (!access.services().permits(wanted)) {
      throw Refusal.notPermitted(wanted.toString(), "POLICY", access.services());
    }
    if (wanted.host().equalsIgnoreCase("localhost")) {
      return wanted;
    }
    return wanted.at(addressOf(wanted));
  }

  private String addressOf(ServiceAddress wanted) throws InterruptedException {
    List<InetAddress> addresses;
    try {
      addresses = resolver.resolve(wanted.host());
    } catch (UnknownHostException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
    for (InetAddress address : addresses) {
      String literal = literal(address);
      if (!isSensitive(address, literal) || isListed(wanted.at(literal))) {
        return literal;
      }
    }
    throw Refusal.notListedLiterally(wanted.toString(), literal(addresses.getFirst()), permitOpen);
  }

  private boolean isListed(ServiceAddress literally) {
    return permitOpen.entries().contains(literally.text())
        || permitOpen.entries().contains(literally.host() + ":*" + literally.transport().suffix());
  }

  private static boolean isSensitive(InetAddress address, String literal) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(literal);
  }

  /** Without the interface an IPv6 address may name. */
  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
    return scope < 0 ? text : text.substring(0, scope);
  }
}
