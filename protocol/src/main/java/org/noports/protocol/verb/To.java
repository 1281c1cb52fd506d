package org.noports.protocol.verb;

import org.noports.protocol.name.AtSign;

/** {@code to:@bob}: the public keys a caller wants of whom it is going to talk to (3.3.5). */
public record To(AtSign atSign) implements Command {
  @Override
  public String line() {
    return "to:" + atSign;
  }
}
