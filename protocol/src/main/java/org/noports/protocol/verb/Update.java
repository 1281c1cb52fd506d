package org.noports.protocol.verb;

import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;

/**
 * {@code update[:nc]<metadata>:[public:|@bob:]<key>[@<owner>] <value>} (atprotocol.md 3.5.1); its
 * JSON form reads into the same record.
 *
 * @param key with its owner, except for {@code privatekey:at_pkam_publickey}
 * @param noCommit whether the change stays out of the commit log
 */
public record Update(AtKey key, Metadata metadata, String value, boolean noCommit)
    implements Command {
  public Update {
    OneLine.require(value);
  }

  public static Update of(AtKey key, Metadata metadata, String value) {
    return new Update(key, metadata, value, false);
  }

  @Override
  public String line() {
    return "update"
        + (noCommit ? ":nc" : "")
        + metadata.fragment()
        + ":"
        + key.text()
        + " "
        + value;
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return "Update[" + key + ", " + value.length() + " characters]";
  }
}
