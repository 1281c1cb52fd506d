package org.noports.daemon;

/**
 * What a daemon that serves ssh sessions has for them.
 *
 * @param keys closed with the daemon
 */
record SshService(SshRequests requests, SshPublicKeys publicKeys, EphemeralKeys keys) {}
