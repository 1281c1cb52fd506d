package org.noports.atclient.supervisor;

import org.noports.protocol.verb.Batch;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Config;
import org.noports.protocol.verb.Cram;
import org.noports.protocol.verb.Delete;
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.From;
import org.noports.protocol.verb.Info;
import org.noports.protocol.verb.Keys;
import org.noports.protocol.verb.LocalLookup;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Monitor;
import org.noports.protocol.verb.Noop;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.NotifyAll;
import org.noports.protocol.verb.NotifyFetch;
import org.noports.protocol.verb.NotifyList;
import org.noports.protocol.verb.NotifyRemove;
import org.noports.protocol.verb.NotifyStatus;
import org.noports.protocol.verb.Otp;
import org.noports.protocol.verb.Pkam;
import org.noports.protocol.verb.Pol;
import org.noports.protocol.verb.PublicLookup;
import org.noports.protocol.verb.Scan;
import org.noports.protocol.verb.Stats;
import org.noports.protocol.verb.Stream;
import org.noports.protocol.verb.Sync;
import org.noports.protocol.verb.To;
import org.noports.protocol.verb.Update;
import org.noports.protocol.verb.UpdateMeta;

/** Which commands may be sent a second time when it is not known whether the first arrived. */
final class Repeatable {
  private Repeatable() {}

  /** True for commands that only read: nobody can tell whether they were carried out twice. */
  static boolean test(Command command) {
    return switch (command) {
      case Info c -> true;
      case Noop c -> true;
      case Scan c -> true;
      case To c -> true;
      case Lookup c -> true;
      case LocalLookup c -> true;
      case PublicLookup c -> true;
      case NotifyStatus c -> true;
      case NotifyList c -> true;
      case NotifyFetch c -> true;
      case Stats c -> true;
      case Sync c -> true;
      case Enroll c ->
          switch (c.operation()) {
            case LIST, LISTNS, INFONS, FETCH -> true;
            case REQUEST, APPROVE, DENY, REVOKE, UNREVOKE, DELETE, UPDATE -> false;
          };
      case From c -> false;
      case Cram c -> false;
      case Pkam c -> false;
      case Pol c -> false;
      case Update c -> false;
      case UpdateMeta c -> false;
      case Delete c -> false;
      case Notify c -> false;
      case NotifyRemove c -> false;
      case NotifyAll c -> false;
      case Monitor c -> false;
      case Config c -> false;
      case Batch c -> false;
      case Stream c -> false;
      case Otp c -> false;
      case Keys c -> false;
    };
  }
}
