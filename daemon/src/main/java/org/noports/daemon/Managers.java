package org.noports.daemon;

import java.util.Collection;
import java.util.Set;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.PermitOpen;

/** Grants the atSigns of a list everything, and all others nothing (sessions.md 7.1). Immutable. */
final class Managers implements Authorizer {
  private static final Access EVERYTHING = new Access.Granted(PermitOpen.EVERYTHING);

  private final Set<AtSign> managers;

  Managers(Collection<AtSign> managers) {
    this.managers = Set.copyOf(managers);
  }

  @Override
  public Access decide(AtSign sender) {
    return managers.contains(sender)
        ? EVERYTHING
        : new Access.Denied(sender + " is not in --managers list");
  }
}
