package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** Reads the verbs that write (atprotocol.md 3.5). Pure. */
final class WriteCommands {
  private static final String PKAM_PUBLIC_KEY = "privatekey:at_pkam_publickey";
  private static final String CRAM_SECRET = "privatekey:at_secret";

  private WriteCommands() {}

  static Update update(LineCursor line) {
    if (line.take(":json:")) {
      return JsonUpdate.read(line);
    }
    boolean noCommit = line.takeWord("nc");
    Metadata metadata = line.metadata();
    AtKey key;
    if (line.take(":" + PKAM_PUBLIC_KEY + " ")) {
      key = new AtKey(false, false, null, PKAM_PUBLIC_KEY, null);
    } else {
      key = updatedKey(line);
      line.expect(' ');
    }
    return new Update(key, metadata, line.rest(), noCommit);
  }

  /** Without an owner it matches the expression and is no key. */
  private static AtKey updatedKey(LineCursor line) {
    boolean isPublic = line.takeWord("public");
    @Nullable AtSign sharedWith = isPublic ? null : line.recipient();
    line.expect(':');
    String name = line.take(PKAM_PUBLIC_KEY) ? PKAM_PUBLIC_KEY : line.token();
    if (line.isAt(' ')) {
      String scope = isPublic ? "public:" : sharedWith == null ? "" : sharedWith + ":";
      throw new ProtocolException(ErrorCode.AT0003, scope + name + " is not well-formed key");
    }
    return new AtKey(false, isPublic, sharedWith, name, line.markedAtSign());
  }

  static UpdateMeta updateMeta(LineCursor line) {
    line.take(":meta");
    boolean noCommit = line.takeWord("nc");
    AtKey key = scopedKey(line, false);
    if (key.name().length() < 2) {
      throw line.fail();
    }
    Metadata metadata = line.metadata();
    line.expectEnd();
    return new UpdateMeta(key, metadata, noCommit);
  }

  static Delete delete(LineCursor line) {
    String deletedAt = line.take(":dAt:") ? line.time() : null;
    boolean noCommit = line.takeWord("nc");
    boolean force = line.takeWord("force");
    Priority priority = null;
    if (line.take(":priority:")) {
      priority = Priority.named(line.identifier());
      if (priority == null) {
        throw line.fail();
      }
    }
    boolean cached = line.takeWord("cached");
    AtKey key;
    if (!cached && line.takeWord(CRAM_SECRET)) {
      key = new AtKey(false, false, null, CRAM_SECRET, null);
    } else {
      key = scopedKey(line, cached);
    }
    line.expectEnd();
    return new Delete(key, force, noCommit, priority, deletedAt);
  }

  /** {@code [:public|:@bob]:<key>@<owner>}. */
  private static AtKey scopedKey(LineCursor line, boolean cached) {
    boolean isPublic = line.takeWord("public");
    @Nullable AtSign sharedWith = isPublic ? null : line.recipient();
    line.expect(':');
    String name = line.token();
    AtSign owner = line.markedAtSign();
    return new AtKey(cached, isPublic, sharedWith, name, owner);
  }
}
