package org.noports.daemon;

import org.noports.protocol.name.AtSign;

/** Decides about senders, before anything else of a message is looked at. Thread-safe. */
interface Authorizer {
  /** May ask others, within a limit; whatever goes wrong there denies. */
  Access decide(AtSign sender) throws InterruptedException;
}
