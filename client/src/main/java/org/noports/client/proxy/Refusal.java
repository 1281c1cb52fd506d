package org.noports.client.proxy;

/** Why a proxy does not connect; each protocol has words of its own for it. */
public enum Refusal {
  /** The device's side does not permit the target. */
  DENIED,
  /** The device's side can't reach the target, or not find it. */
  UNREACHABLE,
  /** The target said no. */
  REFUSED,
  /** Nobody answered in time. */
  TIMEOUT,
  /** The request is understood, but asks for something else than a connection. */
  UNSUPPORTED_COMMAND,
  /** The kind of address is unknown. */
  UNSUPPORTED_ADDRESS,
  /** The request is not of its form. */
  MALFORMED,
  /** Anything else: there is no tunnel now. */
  FAILED
}
