package org.noports.daemon;

import java.time.Instant;
import org.noports.protocol.name.AtSign;

/**
 * A message of an authorised sender for this device.
 *
 * @param at when the own atServer received it, by that server's clock
 */
record Message(AtSign from, String value, Instant at, Access.Granted access) {
  /** Without the value, which may be secret. */
  @Override
  public String toString() {
    return "Message[from " + from + "]";
  }
}
