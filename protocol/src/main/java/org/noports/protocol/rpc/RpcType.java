package org.noports.protocol.rpc;

/** The kinds of response (atclient.md 8). */
public enum RpcType {
  ACK,
  NACK,
  SUCCESS,
  ERROR
}
