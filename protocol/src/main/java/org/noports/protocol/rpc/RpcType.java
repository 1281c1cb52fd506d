package org.noports.protocol.rpc;

import java.util.Locale;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** The kinds of response (atclient.md 8). */
public enum RpcType {
  ACK,
  NACK,
  SUCCESS,
  ERROR;

  /** The wire text. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RpcType of(String text) {
    for (RpcType type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw new ProtocolException(
        ErrorCode.AT0022, "an RPC response is none of ack, nack, success and error");
  }
}
