package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.tenant.AtServer;

/** The entries of the commit log a connection may see, ascending (atprotocol.md 5.3, 5.5). */
final class VisibleEntries {
  private static final int PAGE = 1_000;

  private VisibleEntries() {}

  static List<CommitEntry> of(AtServer server, Session session, @Nullable SearchPattern search) {
    Enrollment enrollment = server.rights().of(session);
    List<CommitEntry> out = new ArrayList<>();
    long from = 0;
    List<CommitEntry> page;
    do {
      page = server.shared().store().commitEntries(server.atSign(), from, PAGE);
      for (CommitEntry entry : page) {
        from = entry.id() + 1;
        if (AccessCheck.allows(enrollment, Use.SYNC, entry.key())
            && (search == null || search.finds(entry.key()))) {
          out.add(entry);
        }
      }
    } while (page.size() == PAGE);
    return out;
  }
}
