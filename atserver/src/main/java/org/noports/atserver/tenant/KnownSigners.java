package org.noports.atserver.tenant;

import org.noports.atserver.record.Records;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.name.AtSign;

/**
 * The keys other atServers have proved themselves with (atprotocol.md 9.1, items 1 and 3). A proof
 * only shows control of the directory's entry, so a key that changes is worth an alarm. It is not
 * refused: who begins anew gets a new key, and must stay reachable. Thread-safe.
 */
public final class KnownSigners {
  private static final System.Logger LOG = System.getLogger(KnownSigners.class.getName());

  private final Records records;

  KnownSigners(Records records) {
    this.records = records;
  }

  /** The caller has proved itself with this key. */
  public void proved(AtSign caller, String publicKey) {
    String name = "private:" + caller.bare() + ".__signers" + records.owner();
    StoredRecord known = records.get(name);
    if (known != null && known.value().equals(publicKey)) {
      return;
    }
    if (known != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the atServer of {1} proves itself with another signing key than before: it was set"
              + " up anew, or the directory leads to somebody else; ask its owner",
          records.owner(),
          caller);
    }
    records.keep(name, publicKey);
  }
}
