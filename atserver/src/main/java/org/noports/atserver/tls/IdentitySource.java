package org.noports.atserver.tls;

/** Gives the identity to use now; asked at every handshake, so renewal needs no restart. */
@FunctionalInterface
public interface IdentitySource {
  TlsIdentity current();
}
