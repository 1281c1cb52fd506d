package org.noports.protocol.verb;

/** Which authentication a verb needs before its syntax is even looked at (atprotocol.md 3.1). */
public enum Access {
  NONE,
  AUTHENTICATED,
  AUTHENTICATED_OR_POL
}
