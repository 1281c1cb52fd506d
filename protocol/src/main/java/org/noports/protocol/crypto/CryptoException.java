package org.noports.protocol.crypto;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** A key, cipher text or signature is not usable. One generic text a kind: no oracle. */
public final class CryptoException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  public CryptoException(String message) {
    super(ErrorCode.AT0011, message);
  }
}
