package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;

/**
 * {@code delete[:dAt:t][:nc][:force][:priority:p][:cached]:[public:|@bob:]<key>[@<owner>]}
 * (atprotocol.md 3.5.2).
 *
 * @param key with its owner, except for {@code privatekey:at_secret}
 * @param deletedAt when it was deleted, as ISO text, or null
 */
public record Delete(
    AtKey key,
    boolean force,
    boolean noCommit,
    @Nullable Priority priority,
    @Nullable String deletedAt)
    implements Command {
  public Delete {
    OneLine.require(deletedAt);
  }

  public static Delete of(AtKey key) {
    return new Delete(key, false, false, null, null);
  }

  @Override
  public String line() {
    return "delete"
        + (deletedAt == null ? "" : ":dAt:" + deletedAt)
        + (noCommit ? ":nc" : "")
        + (force ? ":force" : "")
        + (priority == null ? "" : ":priority:" + priority.text())
        + ":"
        + key.text();
  }
}
