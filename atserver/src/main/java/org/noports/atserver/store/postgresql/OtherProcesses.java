package org.noports.atserver.store.postgresql;

import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.function.IntSupplier;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoreListener;
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.protocol.name.AtSign;

/** What is done about the other processes' doings. Called on the thread of {@link Nodes}. */
final class OtherProcesses implements Nodes.Duties {
  private static final System.Logger LOG = System.getLogger(OtherProcesses.class.getName());

  private final KnownTenants tenants;
  private final ReaderPool readers;
  private final Arrivals arrivals;
  private final Claims claims;
  private final Listeners listeners;
  private final IntSupplier ownSession;
  private final IntSupplier ownNumber;

  /**
   * @param ownSession number of the database session this process writes with
   * @param ownNumber of this process, 0 while it is no member
   */
  OtherProcesses(
      KnownTenants tenants,
      ReaderPool readers,
      Arrivals arrivals,
      Claims claims,
      Listeners listeners,
      IntSupplier ownSession,
      IntSupplier ownNumber) {
    this.tenants = tenants;
    this.readers = readers;
    this.arrivals = arrivals;
    this.claims = claims;
    this.listeners = listeners;
    this.ownSession = ownSession;
    this.ownNumber = ownNumber;
  }

  /** Takes up the tenants as they stand in the database. */
  List<KnownTenants.Known> readTenants() {
    List<KnownTenants.Known> all = readers.read("tenants", TenantRows::known);
    tenants.replace(all);
    return all;
  }

  @Override
  public void news(News kind, String payload, int fromSession) {
    if (fromSession == ownSession.getAsInt()) {
      return;
    }
    String[] words = payload.split(" ", -1);
    switch (kind) {
      case ARRIVALS -> {
        for (String word : words) {
          int colon = word.indexOf(':');
          arrivals.elsewhere(
              Long.parseLong(word.substring(0, colon)), Long.parseLong(word.substring(colon + 1)));
        }
      }
      case CHANGED -> {
        AtSign tenant = tenants.name(Long.parseLong(words[0]));
        if (tenant != null) {
          listeners.tell("a change", listener -> listener.changed(tenant, words[1]));
        }
      }
      case LOGGED -> {
        for (String word : words) {
          int colon = word.indexOf(':');
          AtSign tenant = tenants.name(Long.parseLong(word.substring(0, colon)));
          if (tenant != null) {
            CommitOp op = CommitOp.valueOf(word.substring(colon + 1));
            listeners.tell("a commit entry", listener -> listener.logged(tenant, op));
          }
        }
      }
      case QUEUED -> {
        AtSign tenant = tenants.name(Long.parseLong(words[1]));
        if (tenant != null && Integer.parseInt(words[0]) == ownNumber.getAsInt()) {
          PendingDelivery pair = new PendingDelivery(tenant, AtSign.of(words[2]));
          listeners.tell(pair, listener -> listener.queued(pair));
        }
      }
      case TENANTS -> tenantsChanged();
      case JOINED -> {
        // Nodes itself has heard.
      }
    }
  }

  private void tenantsChanged() {
    arrivals.begin(readTenants());
    listeners.tell("tenants", StoreListener::tenantsChanged);
  }

  @Override
  public void rejoined() {
    List<KnownTenants.Known> now = readTenants();
    arrivals.begin(now);
    arrivals.catchUp(now);
    listeners.tell("tenants", StoreListener::tenantsChanged);
    listeners.tell("deliveries", StoreListener::deliveriesLost);
  }

  @Override
  public void died() {
    listeners.tell("deliveries", StoreListener::deliveriesLost);
  }

  @Override
  public void round() {
    try {
      claims.sweep();
    } catch (StoreException e) {
      LOG.log(WARNING, e.getMessage());
    }
  }
}
