package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/** Reads the verbs that read (atprotocol.md 3.4). Pure. */
final class ReadCommands {
  private ReadCommands() {}

  /** The commit-log and page marks of newer grammars are read and mean nothing here. */
  static Scan scan(LineCursor line) {
    line.takeWord("cl");
    boolean showHidden = false;
    if (line.take(":showhidden:")) {
      showHidden = flag(line);
    }
    AtSign forAtSign = null;
    if (line.take(":@")) {
      forAtSign = line.atSign(line.token());
    }
    line.numberNamed("page");
    String regex = null;
    if (line.isAt(' ')) {
      line.expect(' ');
      regex = line.untilBlankOr(' ');
    }
    line.expectEnd();
    return new Scan(showHidden, forAtSign, regex);
  }

  static Lookup lookup(LineCursor line) {
    line.expect(':');
    boolean bypassCache = bypassCache(line);
    Mode mode = mode(line);
    String key = line.upTo(line.lastAt());
    if (key.length() < 2 || key.startsWith(":")) {
      throw line.fail();
    }
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new Lookup(bypassCache, mode, key, owner);
  }

  static PublicLookup publicLookup(LineCursor line) {
    line.expect(':');
    boolean bypassCache = bypassCache(line);
    Mode mode = mode(line);
    String key = line.untilBlankOr('@');
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new PublicLookup(bypassCache, mode, key, owner);
  }

  static LocalLookup localLookup(LineCursor line) {
    Mode mode = line.takeWord("meta") ? Mode.META : line.takeWord("all") ? Mode.ALL : Mode.VALUE;
    boolean cached = line.takeWord("cached");
    boolean isPublic = line.takeWord("public");
    @Nullable AtSign sharedWith = isPublic ? null : line.recipient();
    line.expect(':');
    String key = line.looseKey();
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new LocalLookup(mode, cached, isPublic, sharedWith, key, owner);
  }

  private static boolean bypassCache(LineCursor line) {
    if (!line.take("bypassCache:")) {
      return false;
    }
    boolean bypass = flag(line);
    line.expect(':');
    return bypass;
  }

  private static Mode mode(LineCursor line) {
    if (line.take("meta:")) {
      return Mode.META;
    }
    return line.take("all:") ? Mode.ALL : Mode.VALUE;
  }

  private static boolean flag(LineCursor line) {
    if (line.take("true")) {
      return true;
    }
    if (line.take("false")) {
      return false;
    }
    throw line.fail();
  }
}
