package org.noports.protocol.tunnel;

/** Where one direction of an authenticated stream is (sessions.md 8.3). */
enum AeadStreamState {
  /** No record yet: the first has to be HELLO. */
  NEW,
  OPEN,
  /** After END. */
  ENDED
}
