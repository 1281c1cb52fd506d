package org.noports.protocol.crypto;

/** Hash of a signature; the lower-case name is the wire text (atclient.md 2). */
public enum HashAlgorithm {
  SHA256,
  SHA512
}
